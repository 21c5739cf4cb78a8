package io.fieldway.launcher;

import io.fieldway.gateway.uplink.Joining;
import io.fieldway.gateway.uplink.Joining.Joined;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.channel.JoinCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldway gateway join`: a gateway gets its id and its key.
@Command(
    name = "join",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Spends a join code, as the platform's page or fieldway gateway invite shows it, and writes"
          + " what the gateway needs: afterwards fieldway gateway --data DIR starts it.",
      "The code says where the platform is and by what it is known; the key is derived on both sides"
          + " and never sent."
    })
final class JoinCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "CODE", description = "The join code.")
  String code;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/gateway",
      description = "Where the gateway keeps its key, its configuration and its outbox.")
  Path data;

  @Option(
      names = "--again",
      description = "Take the place of the key that is there; the rest stays as it is.")
  boolean again;

  @Override
  public Integer call() throws IOException {
    JoinCode joinCode = JoinCode.parse(code.strip());
    GatewayFiles files = new GatewayFiles(data);
    if (!again && (Files.exists(files.key()) || Files.exists(files.configuration()))) {
      throw new IOException(
          "there is a gateway in "
              + data
              + " already; name another --data, or give it a new key"
              + " with --again");
    }
    Files.createDirectories(data);
    if (!Files.isWritable(data)) {
      throw new IOException("cannot write to " + data + "; name another --data");
    }
    Joined joined = Joining.with(joinCode, Joining.trust(joinCode), PATIENCE);
    KeyFile.replace(files.key(), joined.key());
    files.write(
        joined.gatewayId(), joinCode.platform().toString(), joinCode.fingerprint().map(Bytes::hex));
    var out = spec.commandLine().getOut();
    out.println("joined as " + joined.gatewayId() + "; its key is in " + files.key());
    out.println("start it: fieldway gateway --data " + data);
    out.flush();
    return 0;
  }
}
