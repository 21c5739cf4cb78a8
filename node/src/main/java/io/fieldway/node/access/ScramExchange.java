package io.fieldway.node.access;

import io.fieldway.node.access.Exchange.Step.Continue;
import io.fieldway.node.access.Exchange.Step.Done;
import io.fieldway.node.access.Exchange.Step.Failed;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The server's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677). A user that is
/// not known fails where a wrong proof fails, with the same words.
final class ScramExchange implements Exchange {
  static final String METHOD = "SCRAM-SHA-256";

  /// Bytes of a message; longer ones are refused.
  private static final int MAX_MESSAGE = 1_024;

  /// `printable` of RFC 5802 §7.
  private static final String NONCE = "[\\x21-\\x2B\\x2D-\\x7E]+";

  private static final String EXTENSIONS = "(?:,[A-Za-z]=[^,\\x00]+)*";
  private static final Pattern CLIENT_FIRST =
      Pattern.compile(
          "(?<header>(?<flag>[ny]|p=[A-Za-z0-9.-]+),(?:a=(?<authzid>[^,\\x00]+))?,)(?<bare>(?<mandatory>m=[^,]*,)?n=(?<name>[^,\\x00]*),r=(?<nonce>"
              + NONCE
              + ")"
              + EXTENSIONS
              + ")");
  private static final Pattern CLIENT_FINAL =
      Pattern.compile(
          "(?<unproven>c=(?<binding>[A-Za-z0-9+/=]+),r=(?<nonce>"
              + NONCE
              + ")"
              + EXTENSIONS
              + "),p=(?<proof>[A-Za-z0-9+/=]+)");

  private final Function<String, Verifier> verifiers;
  private final Function<String, Optional<Verdict.Granted>> grants;
  private final String serverNonce;
  private Stage stage = Stage.FIRST;
  private @Nullable Challenge challenge;

  private enum Stage {
    FIRST,
    FIRST_AFTER_NOTHING,
    FINAL,
    OVER
  }

  /// What was asked of the client.
  ///
  /// @param soFar the beginning of AuthMessage: client-first-message-bare and server-first-message
  private record Challenge(
      String user, Verifier verifier, String header, String nonce, String soFar) {}

  /// The client's fault, in RFC 5802's words.
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String error) {
      super("e=" + error, null, false, false);
    }
  }

  /// @param verifiers what is kept of a user's password; a decoy for users who are not known
  /// @param grants what a user with the right proof gets; empty for users who are not known
  /// @param serverNonce printable, without a comma, new for each exchange
  ScramExchange(
      Function<String, Verifier> verifiers,
      Function<String, Optional<Verdict.Granted>> grants,
      String serverNonce) {
    this.verifiers = verifiers;
    this.grants = grants;
    this.serverNonce = serverNonce;
  }

  @Override
  public Step next(Bytes data) {
    Stage before = stage;
    stage = Stage.OVER;
    try {
      return switch (before) {
        case FIRST -> data.size() == 0 ? invite() : first(text(data));
        case FIRST_AFTER_NOTHING -> first(text(data));
        case FINAL -> last(text(data));
        case OVER -> throw new Refusal("other-error");
      };
    } catch (Refusal e) {
      return new Failed(
          new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, String.valueOf(e.getMessage())));
    }
  }

  /// The mechanism begins with the client (RFC 5802 §5); one that sent nothing is asked to.
  private Step invite() {
    stage = Stage.FIRST_AFTER_NOTHING;
    return new Continue(Bytes.EMPTY);
  }

  private Step first(String message) throws Refusal {
    Matcher parts = CLIENT_FIRST.matcher(message);
    if (!parts.matches()) {
      throw new Refusal("invalid-encoding");
    }
    if (parts.group("flag").startsWith("p")) {
      throw new Refusal("channel-binding-not-supported");
    }
    if (parts.group("mandatory") != null) {
      throw new Refusal("extensions-not-supported");
    }
    String user = name(parts.group("name"));
    String other = parts.group("authzid");
    if (other != null && !name(other).equals(user)) {
      throw new Refusal("other-error"); // nobody acts for another
    }
    Verifier verifier = verifiers.apply(user);
    String nonce = parts.group("nonce") + serverNonce;
    String serverFirst =
        "r=" + nonce + ",s=" + Verifier.base64(verifier.salt()) + ",i=" + verifier.iterations();
    String soFar = parts.group("bare") + "," + serverFirst;
    challenge = new Challenge(user, verifier, parts.group("header"), nonce, soFar);
    stage = Stage.FINAL;
    return new Continue(Bytes.utf8(serverFirst));
  }

  private Step last(String message) throws Refusal {
    Challenge asked = challenge;
    Matcher parts = CLIENT_FINAL.matcher(message);
    if (asked == null || !parts.matches()) {
      throw new Refusal("invalid-encoding");
    }
    // The header of the first message again, `biws` or `eSws` where no authzid was given.
    String binding =
        Base64.getEncoder().encodeToString(asked.header.getBytes(StandardCharsets.UTF_8));
    if (!parts.group("binding").equals(binding)) {
      throw new Refusal("channel-bindings-dont-match");
    }
    if (!parts.group("nonce").equals(asked.nonce)) {
      throw new Refusal("other-error");
    }
    byte[] authMessage =
        (asked.soFar + "," + parts.group("unproven")).getBytes(StandardCharsets.UTF_8);
    boolean proven = asked.verifier.accepts(base64(parts.group("proof")), authMessage);
    Optional<Verdict.Granted> granted = grants.apply(asked.user);
    if (!proven || granted.isEmpty()) {
      throw new Refusal("invalid-proof");
    }
    byte[] signature = asked.verifier.signature(authMessage);
    return new Done(
        granted.get(), Bytes.utf8("v=" + Base64.getEncoder().encodeToString(signature)));
  }

  private static String text(Bytes data) throws Refusal {
    if (data.size() > MAX_MESSAGE) {
      throw new Refusal("other-error");
    }
    return Saslprep.text(data.toArray()).orElseThrow(() -> new Refusal("invalid-encoding"));
  }

  /// RFC 5802 §5.1: `=2C` is a comma and `=3D` an equals sign; any other `=` fails.
  private static String name(String encoded) throws Refusal {
    if (encoded.replace("=2C", "").replace("=3D", "").contains("=")) {
      throw new Refusal("invalid-username-encoding");
    }
    return Saslprep.prepare(encoded.replace("=2C", ",").replace("=3D", "="))
        .filter(name -> !name.isEmpty())
        .orElseThrow(() -> new Refusal("invalid-username-encoding"));
  }

  private static byte[] base64(String text) throws Refusal {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal("invalid-encoding");
    }
  }
}
