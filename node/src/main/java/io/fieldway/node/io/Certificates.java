package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.trust.Identity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates of one listener, from files. When the files change, new connections get the new
/// ones; where the new ones are broken, the old ones stay.
final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final ListenerConfig config;
  private final List<Path> files;
  @Var private volatile Loaded loaded;

  /// @param stamps when the files were written, in the order of `files`
  private record Loaded(SslContext context, List<FileTime> stamps) {
    private Loaded(SslContext context, List<FileTime> stamps) {
      this.context = context;
      this.stamps = List.copyOf(stamps);
    }
  }

  /// Reads the files of a listener that speaks TLS.
  ///
  /// @throws IOException that says which file is wrong and what was expected
  static Certificates open(ListenerConfig config) throws IOException {
    return new Certificates(config);
  }

  private Certificates(ListenerConfig config) throws IOException {
    this.config = config;
    this.files = new ArrayList<>();
    config.certificate().ifPresent(files::add);
    config.key().ifPresent(files::add);
    config.clientAuthorities().ifPresent(files::add);
    this.loaded = load(stamps());
  }

  /// What new connections use.
  SslContext context() {
    return loaded.context();
  }

  /// Reads the files again where one of them has changed. Blocks.
  ///
  /// @return whether there are new certificates
  boolean refresh() {
    try {
      List<FileTime> stamps = stamps();
      if (stamps.equals(loaded.stamps())) {
        return false;
      }
      loaded = load(stamps);
      LOG.info("new certificates for {} from {}", config.address(), files);
      return true;
    } catch (IOException e) {
      keepOld(e);
      return false;
    }
  }

  /// Says it once for each state of the files.
  private void keepOld(IOException why) {
    List<FileTime> broken = stampsOrNone();
    if (!broken.equals(loaded.stamps())) {
      LOG.warn("keeping the old certificates for {}: {}", config.address(), why.getMessage());
      loaded = new Loaded(loaded.context(), broken);
    }
  }

  private List<FileTime> stampsOrNone() {
    try {
      return stamps();
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<FileTime> stamps() throws IOException {
    List<FileTime> stamps = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new IOException("expected a file that can be read, got " + file);
      }
      stamps.add(Files.getLastModifiedTime(file));
    }
    return stamps;
  }

  private Loaded load(List<FileTime> stamps) throws IOException {
    Identity identity =
        Identity.read(config.certificate().orElseThrow(), config.key().orElseThrow());
    SslContextBuilder builder =
        SslContextBuilder.forServer(identity.key(), identity.chain())
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .clientAuth(clientAuth());
    Optional<Path> authorities = config.clientAuthorities();
    if (authorities.isPresent()) {
      builder.trustManager(Identity.certificates(authorities.get()));
    }
    return new Loaded(builder.build(), stamps);
  }

  private ClientAuth clientAuth() {
    return switch (config.clientCertificates()) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.OPTIONAL;
      case REQUIRED -> ClientAuth.REQUIRE;
    };
  }
}
