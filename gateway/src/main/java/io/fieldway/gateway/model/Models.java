package io.fieldway.gateway.model;

import io.fieldway.gateway.adapt.Adaptation;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.model.ThingModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The registrations of this gateway, as the platform told them last. Kept in a file, so that they
/// are known before the first link. Readers see one snapshot or the next; may be used from any
/// thread.
public final class Models {
  private static final Logger log = LoggerFactory.getLogger(Models.class);

  private final Path file;
  private volatile Snapshot snapshot;

  private record Snapshot(Registrations registrations, Map<String, Adaptation> adaptations) {
    static Snapshot of(Registrations registrations) {
      Map<String, Adaptation> adaptations = new HashMap<>();
      registrations.models().forEach((id, model) -> adaptations.put(id, adaptation(model)));
      return new Snapshot(registrations, Map.copyOf(adaptations));
    }

    private static Adaptation adaptation(ThingModel model) {
      try {
        return Adaptation.of(model);
      } catch (MalformedException e) {
        log.error("{} goes unmapped: {}", model, e.getMessage());
        return Adaptation.unmapped(model);
      }
    }
  }

  private Models(Path file, Snapshot snapshot) {
    this.file = file;
    this.snapshot = snapshot;
  }

  /// Reads what was known. A file that cannot be read is as good as none: the platform tells it all
  /// again.
  public static Models open(Path file) {
    return new Models(file, read(file));
  }

  /// The registered devices.
  public Set<String> devices() {
    return snapshot.registrations.devices().keySet();
  }

  /// The way between a registered device and its model.
  public Optional<Adaptation> adaptationOf(String device) {
    Snapshot now = snapshot;
    return Optional.ofNullable(now.registrations.devices().get(device)).map(now.adaptations::get);
  }

  /// Takes what the platform has told. A model whose mapping is not one is served without it, so
  /// that its values are seen in quarantine and every other model works.
  public void adopt(Registrations registrations) {
    if (registrations.json().equals(snapshot.registrations.json())) {
      return;
    }
    snapshot = Snapshot.of(registrations);
    log.info(
        "serving {} devices of {} models",
        registrations.devices().size(),
        registrations.models().size());
    try {
      write(Json.write(registrations.json()));
    } catch (IOException e) {
      log.warn("cannot keep the registrations in {}: {}", file, e.getMessage());
    }
  }

  private static Snapshot read(Path file) {
    if (Files.exists(file)) {
      try {
        return Snapshot.of(Registrations.read(Json.parse("registrations", Files.readString(file))));
      } catch (IOException | MalformedException e) {
        log.warn("cannot read the registrations in {}: {}", file, e.getMessage());
      }
    }
    return Snapshot.of(Registrations.NONE);
  }

  private void write(String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
