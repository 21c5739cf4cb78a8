package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `fieldway gateway decode`, within this process.
final class GatewayDecodeTest {
  private final InputStream in = System.in;

  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  @AfterEach
  void giveStandardInputBack() {
    System.setIn(in);
  }

  private Result decode(String sample, String driver, String... more) throws IOException {
    Path model = directory.resolve("pump.tm.json");
    Files.writeString(
        model,
        """
        {"@type": "tm:ThingModel", "id": "urn:fieldway:model:pump", "title": "Pump",
         "version": {"model": "1"},
         "properties": {"temperature": {"type": "number", "unit": "Cel",
           "fw:map": {"from": "t", "scale": 0.1}}}}
        """);
    System.setIn(new ByteArrayInputStream(sample.getBytes(StandardCharsets.UTF_8)));
    String[] first = {"gateway", "decode", "--model", model.toString(), "--driver", driver};
    String[] all = new String[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Fieldway.commandLine(all);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return new Result(line.execute(all), out.toString(), err.toString());
  }

  @Test
  void printsValuesAndWhatIsQuarantined() throws IOException {
    Result result =
        decode(
            "{\"seq\":3,\"at\":\"2026-11-22T12:00:00Z\",\"t\":215,\"noise\":7}",
            "mqtt",
            "--topic",
            "field/pump-4/telemetry");
    assertThat(result.err).isEmpty();
    assertThat(result.out)
        .startsWith(
            """
            pump-4, reading 3, 2026-11-22T12:00:00Z
              temperature = 21.5 Cel
              quarantined: noise = 7 – the model pump has no property noise
            1 reading: 1 values, 1 in quarantine
            goes up as [{"n":"pump-4/temperature","u":"Cel","t":1795348800\
            """);
    assertThat(result.status).isZero();
  }

  @Test
  void failsWhereTheModelTakesNoValue() throws IOException {
    Result result = decode("{\"values\":", "http", "--device", "pump-4");
    assertThat(result.status).isEqualTo(1);
    assertThat(result.out).contains("  not read: body: expected JSON");
    assertThat(decode("{\"noise\":7}", "mqtt").status).isEqualTo(1);
  }

  @Test
  void readsABodyOfCoapAsOneOfHttp() throws IOException {
    String pack = "[{\"n\":\"t\",\"v\":215}]";
    assertThat(decode(pack, "coap", "--device", "pump-4").out).contains("  temperature = 21.5 Cel");
  }

  @Test
  void readsTopicsByTheGatewaysFile() throws IOException {
    Path key = directory.resolve("gateway.key");
    KeyFile.write(key, Bytes.copyOf(new byte[32]));
    Path file = directory.resolve("gateway.yaml");
    Files.writeString(
        file,
        """
        id: gw-1
        key-file: gateway.key
        data: data
        mqtt:
          rules:
            - telemetry: plant/{device}/{property}
              payload: value
        """);
    Result result = decode("215", "mqtt", "--config", file.toString(), "--topic", "plant/pump-7/t");
    assertThat(result.out).startsWith("pump-7, ").contains("  temperature = 21.5 Cel");
    assertThat(result.status).isZero();
  }

  @Test
  void refusesADriverThatThereIsNot() throws IOException {
    Result result = decode("", "smoke");
    assertThat(result.status).isEqualTo(2);
    assertThat(result.err).contains("expected one of [TCP, MQTT, HTTP, COAP, MODBUS]");
  }
}
