package io.fieldway.cloud;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/// How gateways show who they are, and where they find this platform.
public record AccessConfig(
    @Key(
            "Whether gateways made before this protocol may prove themselves by MD5 of their key and"
                + " the number: whoever hears one such proof can try keys on it.")
        boolean md5,
    @Key(
            "Where gateways reach the machine server, such as https://gate.example:8401, as join"
                + " codes say it. Without it the host of whoever asks for a code, and the machine"
                + " server's port.")
        Optional<String> machineUrl)
    implements Checked {

  /// Only the usual digest, and the machine server on the web server's host.
  public static AccessConfig defaults() {
    return new AccessConfig(false, Optional.empty());
  }

  public AccessConfig withMd5(boolean allowed) {
    return new AccessConfig(allowed, machineUrl);
  }

  @Override
  public List<Problem> problems() {
    return machineUrl.isEmpty() || isAddress(machineUrl.get())
        ? List.of()
        : List.of(
            new Problem(
                "machine-url",
                "expected an address such as https://gate.example:8401, got " + machineUrl.get()));
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme());
      return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
