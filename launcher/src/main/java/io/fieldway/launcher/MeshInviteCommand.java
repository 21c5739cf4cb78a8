package io.fieldway.launcher;

import io.fieldway.launcher.config.Configured;
import io.fieldway.launcher.config.Flags;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.trust.Authority;
import io.fieldway.node.trust.Invitee;
import io.fieldway.node.trust.Token;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway mesh invite`: lets one node into a mesh.
@Command(
    name = "invite",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints a token with which one node can join the mesh, once: fieldway node --join TOKEN.",
      "To be run where the authority is; the node that keeps it may run meanwhile, and must when the"
          + " token is used. Whoever has the token can use it: hand it over as you would a password."
    })
final class MeshInviteCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(30);

  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The YAML file of the node that keeps the authority: its data, its addresses.")
  @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where that node keeps what must survive. The default is data/node.")
  @Nullable Path data;

  @Option(
      names = "--at",
      paramLabel = "HOST:PORT",
      description =
          "Where the new node reaches that node's address for links, as often as there are such."
              + " The default is mesh.listen of the file.")
  @Nullable List<InetSocketAddress> at;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The new node's name. Without it the token is good for any that is free.")
  @Nullable String name;

  @Option(
      names = "--controller",
      description =
          "Lets a controller in, and no node: fieldway controller --join TOKEN. Needs --name.")
  boolean isController;

  @Option(
      names = "--again",
      description =
          "The name may have been given before, to somebody whose disk is lost. Needs --name.")
  boolean isAgain;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "How long the token is good for, at most 30d. The default is 1h.")
  Duration life;

  @Override
  public Integer call() throws IOException {
    if (!life.isPositive() || life.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("--for: expected from 1ms to 30d, got " + life);
    }
    if (name == null && (isController || isAgain)) {
      throw new IllegalArgumentException(
          "--name: expected a name with --controller and with --again, got none");
    }
    NodeConfig config =
        Configured.read(
                NodeOptions.defaults(),
                Optional.ofNullable(file),
                new Flags().set("--data", "data", data))
            .value();
    Authority authority =
        Authority.open(config.data())
            .orElseThrow(() ->
                new IOException(
                    "expected the authority of a mesh in "
                        + config.data()
                        + ", got none; fieldway mesh init makes one"));
    Token token =
        authority.invite(
            addresses(config),
            new Invitee(Optional.ofNullable(name), isController, isAgain),
            life,
            System.currentTimeMillis());
    spec.commandLine().getOut().println(token);
    spec.commandLine().getOut().flush();
    spec.commandLine()
        .getErr()
        .println(
            "good once, until "
                + Instant.ofEpochMilli(token.expires())
                + ", for the mesh "
                + token.mesh());
    return 0;
  }

  private List<InetSocketAddress> addresses(NodeConfig config) throws IOException {
    List<InetSocketAddress> found =
        at != null
            ? at
            : config.mesh().listen().stream()
                .filter(each -> each.getPort() > 0)
                .filter(each -> each.getAddress() != null && !each.getAddress().isAnyLocalAddress())
                .toList();
    if (found.isEmpty() || found.stream().anyMatch(each -> each.getPort() == 0)) {
      throw new IOException(
          "expected --at HOST:PORT, where the new node reaches this one's address for links");
    }
    return found;
  }
}
