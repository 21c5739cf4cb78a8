package io.fieldway.cloud.user;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;

/// Makes links that sign a person in, once. There is no password anywhere.
public final class SignInLinks {
  private final SqlSignIn store;
  private final UserConfig config;
  private final Clock clock;

  SignInLinks(SqlSignIn store, UserConfig config, Clock clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /// A new link to the pages at `web`, good for [UserConfig#linkLife].
  public URI make(URI web) {
    Instant now = clock.instant();
    store.clean(now);
    Token token = Token.random();
    store.addLink(token, now.plus(config.linkLife()));
    return web.resolve("/link/" + token.text());
  }
}
