package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Access;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Exchange;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.packet.ReasonCode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Rights that a test takes away, and access for all but the user `nobody`.
final class May implements Rights, Access {
  final Set<String> unpublishable = new HashSet<>();
  final Set<String> unreceivable = new HashSet<>();
  final Set<String> unsubscribable = new HashSet<>();
  @Var int judged;

  @Override
  public boolean mayPublish(String topic) {
    return !unpublishable.contains(topic);
  }

  @Override
  public boolean mayReceive(String topic) {
    return !unreceivable.contains(topic);
  }

  @Override
  public boolean maySubscribe(String filter) {
    return !unsubscribable.contains(filter);
  }

  @Override
  public Verdict authenticate(Credentials credentials) {
    judged++;
    return credentials.userName().filter("nobody"::equals).isPresent()
        ? new Verdict.Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, "nobody is nobody")
        : new Verdict.Granted(credentials.userName(), this);
  }

  @Override
  public Optional<Exchange> exchange(String method, Credentials credentials) {
    return Optional.empty();
  }
}
