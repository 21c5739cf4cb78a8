package io.fieldway.launcher;

import io.fieldway.gateway.driver.mqtt.MqttConfig;
import io.fieldway.gateway.driver.mqtt.MqttRule;
import io.fieldway.gateway.preview.Preview;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Point;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway gateway decode`: what a gateway would make of a sample.
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads a sample from standard input as a driver would, and prints what the gateway would make"
          + " of it: values in the model's words, what goes into quarantine and why, and what goes"
          + " up to the platform, in SenML. Nothing is sent.",
      "A sample is: tcp, lines of the device protocol; mqtt, one message; http or coap, one body, JSON"
          + " or SenML; modbus, lines such as HoldingRegister 0: 00D7 0001, in hexadecimal, or"
          + " Coil 3: 1 0.",
      "The exit status is 1 where the model takes no value."
    })
final class DecodeCommand implements Callable<Integer> {
  /// The largest sample.
  private static final int MAX_SAMPLE = 16 << 20;

  @Spec CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = "The device's Thing Model.")
  @Nullable Path model;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      required = true,
      description = "How the sample is read: tcp, mqtt, http, coap or modbus.")
  Preview.@Nullable Protocol driver;

  @Option(
      names = "--device",
      paramLabel = "ID",
      defaultValue = "device",
      description = "The device, where the sample does not name it.")
  String device = "device";

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Where the MQTT message came; else that of the first rule.")
  @Nullable String topic;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The gateway's file, whose MQTT rules hold; else those without a file.")
  @Nullable Path file;

  @Override
  public Integer call() throws IOException {
    if (model == null || driver == null) {
      throw new IllegalStateException("picocli has asked for both");
    }
    ThingModel document = ThingModel.read(Json.parse(model.toString(), Files.readString(model)));
    Bytes sample = Bytes.copyOf(System.in.readNBytes(MAX_SAMPLE));
    Preview preview =
        Preview.of(
            document,
            driver,
            Ids.check("--device", device),
            rules(),
            Optional.ofNullable(topic).orElse(""),
            sample,
            Instant.now());
    PrintWriter out = spec.commandLine().getOut();
    print(preview, out);
    out.flush();
    return preview.taken() > 0 ? 0 : 1;
  }

  private List<MqttRule> rules() throws IOException {
    return file == null
        ? MqttConfig.defaults().rules()
        : new GatewayOptions().read(Optional.of(file)).value().mqtt().rules();
  }

  private static void print(Preview preview, PrintWriter out) {
    for (Preview.Reading each : preview.readings()) {
      out.print(each.decoded().device());
      each.decoded().seq().ifPresent(seq -> out.print(", reading " + seq));
      out.println(", " + each.decoded().at());
      each.taken().forEach(point -> out.println("  " + text(point)));
      each.quarantined()
          .forEach(refused ->
              out.println("  quarantined: " + text(refused.point()) + " – " + refused.reason()));
      each.decoded().flaws().forEach(flaw -> out.println("  not read: " + flaw));
    }
    out.println(
        preview.readings().size()
            + (preview.readings().size() == 1 ? " reading: " : " readings: ")
            + preview.taken()
            + " values, "
            + preview.quarantined()
            + " in quarantine");
    if (preview.taken() + preview.quarantined() > 0) {
      out.println("goes up as " + Json.write(preview.senMl()));
    }
  }

  private static String text(Point point) {
    String unit = point.unit().isEmpty() ? "" : " " + point.unit();
    return point.property() + " = " + Json.brief(point.value().json()) + unit;
  }
}
