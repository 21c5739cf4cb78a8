package io.fieldway.cloud.resource;

import io.fieldway.cloud.blob.BlobStore;
import io.fieldway.cloud.database.BlobRow;
import io.fieldway.cloud.database.SqlBlobs;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Pictures and other blobs of devices.
@RestController
@RequestMapping("/api")
class BlobController {
  /// What a browser may show in place; anything else is saved, and nothing of it is ever run.
  private static final Set<String> SHOWN =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

  private static final String NOTHING_RUNS = "default-src 'none'; sandbox";

  private final ResourceConfig config;
  private final SqlRegistry registry;
  private final SqlBlobs blobs;
  private final BlobStore store;

  /// A stored blob.
  ///
  /// @param at when its device made it
  /// @param receivedAt when all of it was here
  /// @param thumbnail whether there is one
  record View(
      String id,
      String device,
      String gateway,
      String type,
      long size,
      String sha256,
      Instant at,
      Instant receivedAt,
      boolean thumbnail) {
    static View of(BlobRow row) {
      return new View(
          row.header().id(),
          row.header().device(),
          row.gateway(),
          row.header().type(),
          row.header().size(),
          row.header().sha256().hex(),
          row.header().at(),
          row.changed(),
          BlobStore.isPicture(row.header().type()));
    }
  }

  BlobController(ResourceConfig config, SqlRegistry registry, SqlBlobs blobs, BlobStore store) {
    this.config = config;
    this.registry = registry;
    this.blobs = blobs;
    this.store = store;
  }

  /// The newest picture of each device that has one.
  @GetMapping("/pictures")
  List<View> pictures() {
    return blobs.newest(BlobStore.pictures()).stream().map(View::of).toList();
  }

  /// A device's blobs, the newest first.
  @GetMapping("/devices/{device}/blobs")
  List<View> all(@PathVariable String device, @RequestParam Optional<Integer> limit) {
    if (registry.device(device).isEmpty()) {
      throw Problems.notFound("There is no device " + device + ".");
    }
    int most = limit.orElse(config.listed());
    if (most < 1 || most > config.listed()) {
      throw new MalformedException(
          "limit", "a number from 1 to " + config.listed(), String.valueOf(most));
    }
    return blobs.ofDevice(device, most).stream().map(View::of).toList();
  }

  /// A blob's bytes, or those that `Range` asks for.
  @GetMapping("/devices/{device}/blobs/{id}")
  ResponseEntity<Resource> one(@PathVariable String device, @PathVariable String id) {
    BlobRow row = find(device, id);
    String type = row.header().type();
    return file(
            store.content(row),
            MediaType.parseMediaType(type),
            "\"" + row.header().sha256().hex() + "\"")
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            (SHOWN.contains(type) ? ContentDisposition.inline() : ContentDisposition.attachment())
                .filename(id, StandardCharsets.UTF_8)
                .build()
                .toString())
        .body(new FileSystemResource(store.content(row)));
  }

  /// A small JPEG of a picture.
  @GetMapping("/devices/{device}/blobs/{id}/thumbnail")
  ResponseEntity<Resource> thumbnail(@PathVariable String device, @PathVariable String id) {
    BlobRow row = find(device, id);
    Path thumbnail =
        store
            .thumbnail(row)
            .orElseThrow(() -> Problems.notFound("There is no thumbnail of " + id + "."));
    String tag = "\"" + row.header().sha256().hex() + "-small\"";
    return file(thumbnail, MediaType.IMAGE_JPEG, tag).body(new FileSystemResource(thumbnail));
  }

  /// Removes a blob for good; it does not come back though its gateway sends it again.
  @DeleteMapping("/devices/{device}/blobs/{id}")
  ResponseEntity<Void> remove(@PathVariable String device, @PathVariable String id) {
    if (!store.remove(device, id)) {
      throw missing(device, id);
    }
    return ResponseEntity.noContent().build();
  }

  private static ResponseEntity.BodyBuilder file(Path file, MediaType type, String tag) {
    if (!file.toFile().canRead()) {
      throw Problems.notFound("The file of this blob is gone.");
    }
    return ResponseEntity.ok()
        .eTag(tag)
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(type)
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", NOTHING_RUNS);
  }

  private BlobRow find(String device, String id) {
    return blobs
        .find(device, id)
        .filter(row -> row.state() == BlobRow.State.STORED)
        .orElseThrow(() -> missing(device, id));
  }

  private static RuntimeException missing(String device, String id) {
    return Problems.notFound("There is no blob " + id + " of the device " + device + ".");
  }
}
