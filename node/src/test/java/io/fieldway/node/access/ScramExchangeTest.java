package io.fieldway.node.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.access.Exchange.Step;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 5802 and the exchange of RFC 7677 §3.
final class ScramExchangeTest {
  private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
  private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
  private static final String SERVER_FIRST =
      "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=" + SALT + ",i=4096";
  private static final String UNPROVEN = "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE;
  private static final String PROOF = ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final Verifier PENCIL =
      Verifier.of(Bytes.utf8("pencil"), Bytes.copyOf(Base64.getDecoder().decode(SALT)), 4_096);

  @Test
  void goesAsInTheRfc() {
    Exchange exchange = exchange("user");
    assertThat(said(exchange.next(Bytes.utf8(CLIENT_FIRST)))).isEqualTo(SERVER_FIRST);
    Step end = exchange.next(Bytes.utf8(UNPROVEN + PROOF));
    assertThat(end)
        .isEqualTo(
            new Step.Done(
                new Verdict.Granted(Optional.of("user"), Rights.ALL),
                Bytes.utf8("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
  }

  @Test
  void asksAClientThatSaidNothingToBegin() {
    Exchange exchange = exchange("user");
    assertThat(said(exchange.next(Bytes.EMPTY))).isEmpty();
    assertThat(said(exchange.next(Bytes.utf8(CLIENT_FIRST)))).isEqualTo(SERVER_FIRST);
    assertThat(exchange.next(Bytes.utf8(UNPROVEN + PROOF))).isInstanceOf(Step.Done.class);
  }

  @Test
  void takesAClientThatWouldHaveBoundTheChannel() {
    assertThat(finish("y,,", "user", "eSws")).isInstanceOf(Step.Done.class);
  }

  @Test
  void takesAnAuthorizationIdentityThatIsTheUserItself() {
    String header = "n,a=user,";
    String binding = Base64.getEncoder().encodeToString(Bytes.utf8(header).toArray());
    assertThat(finish(header, "user", binding)).isInstanceOf(Step.Done.class);
  }

  @Test
  void readsEscapedNamesAndPreparesThem() {
    Exchange exchange = exchange("a,b=IX");
    assertThat(said(exchange.next(Bytes.utf8("n,,n=a=2Cb=3D\u2168,r=abc"))))
        .startsWith("r=abc" + SERVER_NONCE);
    assertThat(prove(exchange, "n=a=2Cb=3D\u2168,r=abc", "abc", "biws"))
        .isInstanceOf(Step.Done.class);
  }

  @Test
  void ignoresExtensionsThatAreNotMandatory() {
    Exchange exchange = exchange("user");
    exchange.next(Bytes.utf8("n,,n=user,r=abc,x=1,y=2"));
    assertThat(prove(exchange, "n=user,r=abc,x=1,y=2", "abc", "biws"))
        .isInstanceOf(Step.Done.class);
  }

  @ParameterizedTest(name = "{0} fails with {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                                          | e=invalid-encoding
          n,,n=user                                      | e=invalid-encoding
          n,,n=user,r=                                   | e=invalid-encoding
          x,,n=user,r=abc                                | e=invalid-encoding
          n,n=user,r=abc                                 | e=invalid-encoding
          n,,r=abc,n=user                                | e=invalid-encoding
          p=tls-unique,,n=user,r=abc                     | e=channel-binding-not-supported
          n,,m=ext,n=user,r=abc                          | e=extensions-not-supported
          n,,n=us=er,r=abc                               | e=invalid-username-encoding
          n,,n=us=2cer,r=abc                             | e=invalid-username-encoding
          n,,n=,r=abc                                    | e=invalid-username-encoding
          n,a=root,n=user,r=abc                          | e=other-error
          """)
  void refusesAFirstMessage(String message, String error) {
    Exchange exchange = exchange("user");
    assertThat(error(exchange.next(Bytes.utf8(message)))).isEqualTo(error);
    assertThat(error(exchange.next(Bytes.utf8(CLIENT_FIRST)))).isEqualTo("e=other-error");
  }

  @ParameterizedTest(name = "{0} fails with {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          c=biws,r=NONCE                                                     | e=invalid-encoding
          c=biws,p=AAAA                                                      | e=invalid-encoding
          r=NONCE,c=biws,p=AAAA                                              | e=invalid-encoding
          c=eSws,r=NONCE,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=      | e=channel-bindings-dont-match
          c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ= | e=other-error
          c=biws,r=NONCEx,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=     | e=other-error
          c=biws,r=NONCE,p=eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=      | e=invalid-proof
          c=biws,r=NONCE,p=AAAA                                              | e=invalid-proof
          c=biws,r=NONCE,p=AAAAA                                             | e=invalid-encoding
          """)
  void refusesALastMessage(String message, String error) {
    Exchange exchange = exchange("user");
    exchange.next(Bytes.utf8(CLIENT_FIRST));
    String nonce = CLIENT_NONCE + SERVER_NONCE;
    assertThat(error(exchange.next(Bytes.utf8(message.replace("NONCE", nonce))))).isEqualTo(error);
    assertThat(error(exchange.next(Bytes.utf8(UNPROVEN + PROOF)))).isEqualTo("e=other-error");
  }

  @Test
  void anUnknownUserFailsWhereAWrongProofFailsEvenIfTheProofIsRight() {
    Exchange exchange = exchange("somebody else");
    assertThat(said(exchange.next(Bytes.utf8(CLIENT_FIRST)))).isEqualTo(SERVER_FIRST);
    assertThat(error(exchange.next(Bytes.utf8(UNPROVEN + PROOF)))).isEqualTo("e=invalid-proof");
  }

  @Test
  void refusesBytesThatAreNotUtf8AndMessagesThatAreTooLong() {
    assertThat(error(exchange("user").next(Bytes.copyOf(new byte[] {(byte) 0xC0, 0}))))
        .isEqualTo("e=invalid-encoding");
    assertThat(error(exchange("user").next(Bytes.utf8(CLIENT_FIRST + "a".repeat(1_024)))))
        .isEqualTo("e=other-error");
    String many = ",x=1".repeat(240);
    assertThat(said(exchange("user").next(Bytes.utf8("n,,n=user,r=abc" + many)))).startsWith("r=");
  }

  private static Step finish(String header, String user, String binding) {
    Exchange exchange = exchange(user);
    String bare = "n=" + user + ",r=abc";
    exchange.next(Bytes.utf8(header + bare));
    return prove(exchange, bare, "abc", binding);
  }

  /// The client's last message, for the password `pencil`.
  private static Step prove(Exchange exchange, String bare, String nonce, String binding) {
    String unproven = "c=" + binding + ",r=" + nonce + SERVER_NONCE;
    String serverFirst = "r=" + nonce + SERVER_NONCE + ",s=" + SALT + ",i=4096";
    String proof = ScramClient.proof("pencil", PENCIL, bare + "," + serverFirst + "," + unproven);
    return exchange.next(Bytes.utf8(unproven + ",p=" + proof));
  }

  private static Exchange exchange(String known) {
    return new ScramExchange(
        _ -> PENCIL,
        user ->
            user.equals(known)
                ? Optional.of(new Verdict.Granted(Optional.of(user), Rights.ALL))
                : Optional.empty(),
        SERVER_NONCE);
  }

  private static String said(Step step) {
    assertThat(step).isInstanceOf(Step.Continue.class);
    return new String(((Step.Continue) step).data().toArray(), StandardCharsets.UTF_8);
  }

  private static String error(Step step) {
    assertThat(step).isInstanceOf(Step.Failed.class);
    Verdict.Refused refused = ((Step.Failed) step).refused();
    assertThat(refused.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    return refused.why();
  }
}
