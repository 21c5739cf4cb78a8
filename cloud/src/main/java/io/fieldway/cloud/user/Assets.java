package io.fieldway.cloud.user;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Enumeration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.node.ObjectNode;

/// The page and what it loads. Every address of ours holds a version made from the files' contents,
/// so that browsers may keep them for ever; the libraries' addresses come from the import maps in
/// their jars.
final class Assets {
  private static final int VERSION_DIGITS = 12;

  private final String version;
  private final String page;
  private final String policy;

  private Assets(String version, String page, String policy) {
    this.version = version;
    this.page = page;
    this.policy = policy;
  }

  static Assets load() {
    try {
      String version = hashOfFiles();
      String modules = Json.write(modules(Assets.class.getClassLoader()));
      String page =
          text("/static/page.html").replace("{version}", version).replace("{modules}", modules);
      return new Assets(version, page, policy(modules));
    } catch (IOException e) {
      throw new UncheckedIOException("the pages cannot be read from the class path", e);
    }
  }

  String version() {
    return version;
  }

  /// The one HTML page.
  String page() {
    return page;
  }

  /// The page's Content-Security-Policy: scripts and styles from here only, and the one import map.
  String policy() {
    return policy;
  }

  private static String policy(String modules) {
    String hash =
        Base64.getEncoder().encodeToString(sha256(modules.getBytes(StandardCharsets.UTF_8)));
    return "default-src 'none'; script-src 'self' 'sha256-"
        + hash
        + "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'";
  }

  private static String hashOfFiles() throws IOException {
    Resource[] files =
        new PathMatchingResourcePatternResolver().getResources("classpath:/static/**");
    Arrays.sort(files, Comparator.comparing(Resource::getDescription));
    MessageDigest digest = digest();
    for (Resource file : files) {
      if (file.isReadable()) {
        digest.update(file.getContentAsByteArray());
      }
    }
    return Bytes.copyOf(digest.digest()).hex().substring(0, VERSION_DIGITS);
  }

  private static ObjectNode modules(ClassLoader loader) throws IOException {
    ObjectNode imports = Json.object();
    Enumeration<URL> maps = loader.getResources("META-INF/importmap.json");
    while (maps.hasMoreElements()) {
      URL map = maps.nextElement();
      try (InputStream in = map.openStream()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        Json.parse("import map", text)
            .path("imports")
            .properties()
            .forEach(each -> imports.set(each.getKey(), each.getValue()));
      }
    }
    ObjectNode whole = Json.object();
    whole.set("imports", imports);
    return whole;
  }

  private static String text(String path) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    return digest().digest(bytes);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
