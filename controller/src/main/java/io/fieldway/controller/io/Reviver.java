package io.fieldway.controller.io;

import io.fieldway.controller.reroute.Rerouter;
import io.fieldway.controller.reroute.Revival;
import io.fieldway.controller.reroute.ReviveConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the command that revives dead nodes, for each node once at a time. What the command prints
/// is dropped.
final class Reviver {
  private static final Logger LOG = LoggerFactory.getLogger(Reviver.class);

  private final ReviveConfig config;
  private final Revival revival;
  private final Consumer<String> count;
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /// @param count is told what is to be counted
  Reviver(ReviveConfig config, Consumer<String> count) {
    this.config = config;
    this.revival = new Revival(config);
    this.count = count;
  }

  /// Looks who is dead, on the controller's thread.
  void turn(Rerouter core, long now) {
    if (!config.command().isEmpty()) {
      for (String node : revival.due(core.dead(now), now)) {
        if (running.add(node)) {
          Thread.ofVirtual().name("revive-" + node).start(() -> revive(node));
        }
      }
    }
  }

  private void revive(String node) {
    try {
      LOG.info("reviving {}", node);
      run(node);
      count.accept("revivals");
    } catch (IOException e) {
      count.accept("revivals_failed");
      LOG.warn("{} is not revived: {}", node, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.remove(node);
    }
  }

  private void run(String node) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(config.command());
    command.add(node);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException(
          "revive.command has not ended after " + config.patience().toMillis() + " ms");
    }
    if (process.exitValue() != 0) {
      throw new IOException("revive.command ended with status " + process.exitValue());
    }
  }
}
