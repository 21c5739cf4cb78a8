package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import java.net.URI;
import java.util.List;

/// The platform's machine servers, any of which will do: each connection goes to the next one, so
/// that a gateway leaves a server that is dead, or ends. Confined to the gateway's loop.
final class Platforms implements Link.Maker {
  private final List<URI> servers;
  private final UplinkConfig config;
  private final TlsSockets tls;

  /// Which server the next connection goes to.
  @Var private int next;

  /// @param first the first connection's server, by chance, so that a fleet spreads over them
  Platforms(List<URI> servers, UplinkConfig config, TlsSockets tls, int first) {
    this.servers = List.copyOf(servers);
    this.config = config;
    this.tls = tls;
    this.next = Math.floorMod(first, servers.size());
  }

  @Override
  public Link make(boolean pollingFirst, Link.Ears ears) {
    return new SocketIoLink(turn(), pollingFirst, config.connectTimeout(), tls, ears);
  }

  @Override
  public int addresses() {
    return servers.size();
  }

  /// The server whose turn it is.
  URI turn() {
    URI server = servers.get(next);
    next = (next + 1) % servers.size();
    return server;
  }
}
