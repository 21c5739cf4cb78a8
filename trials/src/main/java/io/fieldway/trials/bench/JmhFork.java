package io.fieldway.trials.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// How benchmarks run under JMH: each in one process of its own, [#WARM_UP] iterations to warm up
/// and [#ITERATIONS] measured.
///
/// @param benchmarks the class that has them
/// @param parameters their parameters, by name
/// @param iteration how long one lasts
public record JmhFork(Class<?> benchmarks, Map<String, String> parameters, Duration iteration) {
  private static final int WARM_UP = 3;
  private static final int ITERATIONS = 5;

  public JmhFork(Class<?> benchmarks, Map<String, String> parameters, Duration iteration) {
    this.benchmarks = benchmarks;
    this.parameters = Map.copyOf(parameters);
    this.iteration = iteration;
  }

  /// Runs one of them, by its method's name.
  public RunResult run(String benchmark) throws IOException {
    TimeValue time = TimeValue.milliseconds(iteration.toMillis());
    OptionsBuilder options = new OptionsBuilder();
    parameters.forEach(options::param);
    options
        .include("^" + benchmarks.getName() + "\\." + benchmark + "$")
        .forks(1)
        .warmupIterations(WARM_UP)
        .warmupTime(time)
        .measurementIterations(ITERATIONS)
        .measurementTime(time)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .jvmArgs(
            "-Xms1g",
            "-Xmx3g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    try {
      return new Runner(options.build()).runSingle();
    } catch (RunnerException e) {
      throw new IOException("JMH could not run " + benchmark + " with " + parameters, e);
    }
  }
}
