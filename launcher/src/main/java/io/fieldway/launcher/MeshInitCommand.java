package io.fieldway.launcher;

import io.fieldway.node.trust.Authority;
import io.fieldway.node.trust.TrustConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway mesh init`: founds a mesh.
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Makes the authority of a mesh, and the certificate of its first node, in that node's data.",
      "Whoever has the directory DIR/authority can let nodes in: back it up, and keep it secret."
    })
final class MeshInitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--mesh",
      paramLabel = "NAME",
      defaultValue = "mesh",
      description = "The name of the mesh.")
  String mesh;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "node",
      description = "The name of its first node, which keeps the authority.")
  String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/node",
      description = "Where that node keeps what must survive.")
  Path data;

  @Override
  public Integer call() throws IOException {
    Authority made =
        Authority.found(
            data, mesh, name, TrustConfig.defaults().certificateLife(), System.currentTimeMillis());
    var out = spec.commandLine().getOut();
    out.println("made the mesh " + made.mesh() + " with the node " + name + " in " + data);
    out.println("the SHA-256 fingerprint of its authority is " + made.fingerprint().hex());
    out.flush();
    return 0;
  }
}
