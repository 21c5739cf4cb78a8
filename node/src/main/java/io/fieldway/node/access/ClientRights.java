package io.fieldway.node.access;

import io.fieldway.node.access.Rule.Action;
import java.util.Optional;
import java.util.function.Supplier;

/// What one client may do, by the policy that holds at the moment. Used by the broker's thread.
final class ClientRights implements Rights {
  private final Supplier<Policy> current;
  private final String clientId;
  private final Optional<String> user;
  private final boolean byPassword;
  private Compiled compiled;

  /// A policy made ready for this client.
  private record Compiled(
      long version,
      boolean known,
      boolean free,
      Decisions publish,
      Decisions subscribe,
      Decisions receive) {}

  /// @param byPassword whether the user is one of the password file, and has no rights any more
  ///   when it is taken out of it
  ClientRights(
      Supplier<Policy> current, String clientId, Optional<String> user, boolean byPassword) {
    this.current = current;
    this.clientId = clientId;
    this.user = user;
    this.byPassword = byPassword;
    this.compiled = compile(current.get());
  }

  @Override
  public boolean mayPublish(String topic) {
    Compiled now = now();
    return now.free || (now.known && now.publish.allow(topic));
  }

  @Override
  public boolean mayReceive(String topic) {
    Compiled now = now();
    return now.free || (now.known && now.receive.allow(topic));
  }

  @Override
  public boolean maySubscribe(String filter) {
    Compiled now = now();
    return now.free || (now.known && now.subscribe.allowAll(filter));
  }

  private Compiled now() {
    Policy policy = current.get();
    if (policy.version() != compiled.version) {
      compiled = compile(policy);
    }
    return compiled;
  }

  private Compiled compile(Policy policy) {
    boolean known =
        !byPassword || user.map(policy.users()::verifier).filter(Optional::isPresent).isPresent();
    return new Compiled(
        policy.version(),
        known,
        known && !policy.ruled(),
        policy.decisions(Action.PUBLISH, clientId, user),
        policy.decisions(Action.SUBSCRIBE, clientId, user),
        policy.decisions(Action.RECEIVE, clientId, user));
  }
}
