package io.fieldway.gateway.blob;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.BlobBegin;

/// A whole blob on the gateway's disk.
///
/// @param number rises with every blob; the lower ones go first
record KeptBlob(long number, BlobBegin header) {
  static KeptBlob read(long number, String text) {
    return new KeptBlob(number, BlobBegin.read(Json.parse("kept blob", text)));
  }

  String write() {
    return Json.write(header.json());
  }
}
