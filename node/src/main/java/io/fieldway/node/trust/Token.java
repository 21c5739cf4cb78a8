package io.fieldway.node.trust;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.KeptReader;
import io.fieldway.node.kept.KeptWriter;
import io.fieldway.node.link.Self;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An invitation as it is handed to the one who is to join: whom to ask, by what to know them, and
/// what to prove. Whoever has it can join in its owner's place, once.
///
/// @param mesh the mesh's name
/// @param node the name of the node it is for; empty where any will do
/// @param addresses where nodes of the mesh listen for links, not looked up
/// @param fingerprint SHA-256 of the authority's certificate
/// @param invitation by which the authority finds what it keeps of the invitation
/// @param secret the private key of the invitation, of Ed25519
/// @param expires milliseconds since the epoch
public record Token(
    String mesh,
    Optional<String> node,
    List<InetSocketAddress> addresses,
    Bytes fingerprint,
    Bytes invitation,
    Bytes secret,
    long expires) {
  static final int MOST_ADDRESSES = 16;

  private static final String WHERE = "token";
  private static final int FORM = 1;
  private static final int LONGEST_TEXT = 4_096;
  private static final int LONGEST_HOST = 253;
  private static final int LARGEST_PORT = 65_535;

  public Token(
      String mesh,
      Optional<String> node,
      List<InetSocketAddress> addresses,
      Bytes fingerprint,
      Bytes invitation,
      Bytes secret,
      long expires) {
    this.mesh = mesh;
    this.node = node;
    this.addresses = List.copyOf(addresses);
    this.fingerprint = fingerprint;
    this.invitation = invitation;
    this.secret = secret;
    this.expires = expires;
  }

  /// Reads what [#toString] has written.
  ///
  /// @throws MalformedException where the text is no token
  public static Token parse(String text) {
    if (text.length() > LONGEST_TEXT || !text.matches("[A-Za-z0-9_-]+")) {
      throw new MalformedException(
          WHERE, "a token as fieldway mesh invite prints it", "something else");
    }
    KeptReader in = new KeptReader(WHERE, Bytes.fromBase64Url(WHERE, text));
    int form = in.small();
    if (form != FORM) {
      throw new MalformedException(WHERE, "a token of form " + FORM, "one of form " + form);
    }
    Token token =
        new Token(
            name(in.text()),
            in.flag() ? Optional.of(name(in.text())) : Optional.empty(),
            addresses(in),
            sized(in.binary(), Fingerprint.BYTES),
            sized(in.binary(), Invitation.ID_BYTES),
            sized(in.binary(), Keys.SECRET_BYTES),
            in.number());
    in.end();
    return token;
  }

  private static String name(String text) {
    Self.fault(text)
        .ifPresent(why -> {
          throw new MalformedException(WHERE, "the name of a mesh or a node", "none");
        });
    return text;
  }

  private static List<InetSocketAddress> addresses(KeptReader in) {
    int count = in.small();
    if (count < 1 || count > MOST_ADDRESSES) {
      throw new MalformedException(WHERE, "1 to " + MOST_ADDRESSES + " addresses", "" + count);
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (@Var int i = 0; i < count; i++) {
      String host = in.text();
      int port = in.small();
      if (host.isEmpty() || host.length() > LONGEST_HOST || port < 1 || port > LARGEST_PORT) {
        throw new MalformedException(WHERE, "a host and a port", "others");
      }
      addresses.add(InetSocketAddress.createUnresolved(host, port));
    }
    return addresses;
  }

  private static Bytes sized(Bytes bytes, int size) {
    if (bytes.size() != size) {
      throw new MalformedException(WHERE, size + " bytes", bytes.toString());
    }
    return bytes;
  }

  /// The text that is handed over, which is a secret.
  @Override
  public String toString() {
    KeptWriter out = new KeptWriter();
    out.number(FORM);
    out.text(mesh);
    out.flag(node.isPresent());
    node.ifPresent(out::text);
    out.number(addresses.size());
    for (InetSocketAddress address : addresses) {
      out.text(address.getHostString());
      out.number(address.getPort());
    }
    out.binary(fingerprint);
    out.binary(invitation);
    out.binary(secret);
    out.number(expires);
    return out.bytes().base64Url();
  }
}
