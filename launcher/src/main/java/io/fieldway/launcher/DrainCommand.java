package io.fieldway.launcher;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldway drain`: hands a node over to its substitute before it is stopped.
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Lets a node's substitute take over, so that the node can be stopped; no session is lost.",
      "The node takes its sessions back when it is started again."
    })
final class DrainCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NODE", description = "The node's name.")
  String node;

  @Mixin ControllerPages controller;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().println(controller.ask("/drain", Map.of("node", node)));
    return 0;
  }
}
