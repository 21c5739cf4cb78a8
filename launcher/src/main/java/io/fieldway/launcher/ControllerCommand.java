package io.fieldway.launcher;

import io.fieldway.controller.Controller;
import io.fieldway.controller.ControllerConfig;
import io.fieldway.controller.io.NodeTls;
import io.fieldway.node.ControllerMember;
import io.fieldway.node.io.LinkTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway controller`: names substitutes for the nodes of a mesh, in a process of its own.
@Command(
    name = "controller",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Watches the nodes of a mesh, names a substitute for each, and lets it carry a dead node on.",
      "Data never passes through it: without a controller the mesh goes on, and nobody is replaced.",
      "A file sets everything: fieldway config show --role controller writes one with all its keys."
    })
final class ControllerCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The YAML file; flags come before it.")
  @Nullable Path file;

  @Mixin ControllerOptions options;

  @Override
  public Integer call() throws IOException {
    Logs.showStateChanges();
    ControllerConfig config = options.read(Optional.ofNullable(file)).value();
    try (Running running = new Running()) {
      Controller controller = running.add("controller", start(config));
      var out = spec.commandLine().getOut();
      out.println("the plan is at http://" + Arguments.text(controller.http()) + "/plan");
      out.println("Ctrl-C stops.");
      out.flush();
      var _ = controller.failed().thenRun(running::stop);
      running.awaitStop();
      if (controller.failed().isDone()) {
        throw new IOException(
            "the controller cannot go on, as its journal failed: "
                + controller.failed().join().getMessage());
      }
    }
    return 0;
  }

  private static Controller start(ControllerConfig config) throws IOException {
    Optional<ControllerMember> member =
        ControllerMember.find(config.data(), config.join(), config.name());
    if (member.isEmpty()) {
      return Controller.start(config);
    }
    LinkTls.Managers managers = member.get().managers();
    return Controller.start(
        config.named(member.get().name(), member.get().mesh()),
        Optional.of(new NodeTls(managers.keys(), managers.trust(), managers::node)));
  }
}
