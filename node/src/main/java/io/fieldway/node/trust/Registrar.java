package io.fieldway.node.trust;

import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers those who ask a member of a mesh to let them in. Calls block.
public final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  private final String mesh;
  private final Optional<Authority> authority;
  private final TrustConfig config;
  private final Refusals refusals;

  /// Answers for a mesh.
  ///
  /// @param authority empty where another node keeps it
  public Registrar(String mesh, Optional<Authority> authority, TrustConfig config) {
    this.mesh = mesh;
    this.authority = authority;
    this.config = config;
    this.refusals = new Refusals(config.refusalsPerMinute());
  }

  /// Judges a request.
  ///
  /// @param host from where it comes
  /// @param sent what [CertificationRequest#with] has made
  public synchronized JoinAnswer answer(String host, Bytes sent, long now) {
    if (authority.isEmpty()) {
      return new JoinAnswer.Refused(
          ReasonCode.USE_ANOTHER_SERVER,
          "the authority of " + Json.brief(mesh) + " is kept by another node");
    }
    if (refusals.areTooMany(host, now)) {
      return new JoinAnswer.Refused(
          ReasonCode.CONNECTION_RATE_EXCEEDED,
          "expected at most "
              + config.refusalsPerMinute()
              + " wrong requests in a minute from "
              + host
              + "; come again later");
    }
    JoinAnswer answer = judge(authority.get(), sent, now);
    if (answer instanceof JoinAnswer.Refused) {
      refusals.add(host, now);
    }
    return answer;
  }

  private JoinAnswer judge(Authority asked, Bytes sent, long now) {
    try {
      return asked.answer(CertificationRequest.read(sent), config.certificateLife(), now);
    } catch (MalformedException e) {
      return new JoinAnswer.Refused(
          ReasonCode.PAYLOAD_FORMAT_INVALID, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.error("nobody can join: {}", e.getMessage());
      return new JoinAnswer.Refused(ReasonCode.UNSPECIFIED_ERROR, "the authority's disk fails");
    }
  }
}
