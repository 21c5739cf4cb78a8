package io.fieldway.cloud;

import io.fieldway.wire.config.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a process must be given for its roles: those that run elsewhere meet it in Redis and the
/// database, and nowhere else.
final class RoleCheck {
  private static final String IN_MEMORY = ":memory:";
  private static final String SQLITE = "jdbc:sqlite:";

  private final CloudConfig config;
  private final List<Problem> found = new ArrayList<>();

  private RoleCheck(CloudConfig config) {
    this.config = config;
  }

  static List<Problem> of(CloudConfig config) {
    RoleCheck check = new RoleCheck(config);
    check.roles();
    check.listeners();
    check.shared();
    check.rest();
    return check.found;
  }

  private void roles() {
    if (config.roles().isEmpty()) {
      problem("role", "expected one role at least: machine, resource, event or user");
    }
    if (!config.heartbeat().isPositive()) {
      problem("heartbeat", "expected longer than nothing");
    }
    if (!config.roles().contains(Role.USER)
        && !(config.mesh().isEmpty() && config.controllers().isEmpty())) {
      problem("mesh", "a mesh is shown by the user server, which does not run in this process");
    }
  }

  private void listeners() {
    if (config.roles().contains(Role.MACHINE)) {
      listener("machine", config.machineListen());
    }
    listener("web", config.webListen());
  }

  private void listener(String option, InetSocketAddress address) {
    if (address.isUnresolved()) {
      problem(option, "names the host " + address.getHostString() + ", which cannot be found.");
    } else if (!address.getAddress().isLoopbackAddress()
        && config.tls().isEmpty()
        && !config.insecure()) {
      problem(
          option,
          Listeners.shown(address)
              + " can be reached from other machines and has no TLS: give a certificate and key,"
              + " listen on 127.0.0.1, or say --insecure.");
    }
  }

  private void shared() {
    String url = config.database().orElse("");
    if (url.startsWith(SQLITE) && (url.contains(IN_MEMORY) || url.equals(SQLITE))) {
      problem("database", url + " keeps nothing: expected jdbc:sqlite:FILE");
    }
    if (config.isWhole() || config.roles().isEmpty()) {
      return;
    }
    if (config.redis().isEmpty()) {
      problem(
          "redis",
          "a process with "
              + shownRoles()
              + " alone meets the others in a Redis that all share, which its own embedded one is"
              + " not: give the address of one, such as redis://:password@host:6379");
    }
    if (config.database().isEmpty()) {
      problem(
          "database",
          "a process with "
              + shownRoles()
              + " alone needs the database of the others: give its address, such as"
              + " jdbc:postgresql://host/fieldway, or, where all processes run on this machine,"
              + " jdbc:sqlite:FILE with the same file for all");
    }
  }

  private void rest() {
    Set<Role> roles = config.roles();
    if (roles.contains(Role.USER) && !roles.contains(Role.RESOURCE)) {
      if (config.resource().isEmpty()) {
        problem(
            "resource",
            "the pages read from a resource server, which does not run in this process: give its"
                + " address, such as http://127.0.0.1:8410");
      }
      config.resource().ifPresent(this::reached);
    } else if (config.resource().isPresent()) {
      problem(
          "resource",
          roles.contains(Role.RESOURCE)
              ? "the resource server runs in this process; leave it out"
              : "only the user server hands requests on; leave it out");
    }
  }

  private void reached(URI resource) {
    String scheme = String.valueOf(resource.getScheme());
    if (resource.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      problem("resource", "expected an address such as http://127.0.0.1:8410, got " + resource);
    } else if (scheme.equals("http") && !config.insecure() && !isLoopback(resource.getHost())) {
      problem(
          "resource",
          resource + " is on another machine and has no TLS: expected https, or say --insecure");
    }
  }

  private static boolean isLoopback(String host) {
    InetSocketAddress address = new InetSocketAddress(host, 0);
    InetAddress found = address.getAddress();
    return found != null && found.isLoopbackAddress();
  }

  private String shownRoles() {
    return config.roles().stream().sorted().map(Role::word).collect(Collectors.joining(" and "));
  }

  private void problem(String option, String sentence) {
    found.add(new Problem(option, sentence));
  }
}
