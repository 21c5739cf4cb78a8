package io.fieldway.socketio.packet;

import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.json.JsonMapper;

/// How JSON is read and written. What parsers and generators use again belongs to the thread:
/// packets are read, and most of them written, on event loops.
final class Json {
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().recyclerPool(JsonRecyclerPools.threadLocalPool()).build())
          .build();

  private Json() {}
}
