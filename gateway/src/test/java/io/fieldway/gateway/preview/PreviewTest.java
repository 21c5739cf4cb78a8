package io.fieldway.gateway.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.gateway.driver.mqtt.MqttConfig;
import io.fieldway.gateway.preview.Preview.Protocol;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.Value;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreviewTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static final ThingModel PUMP =
      ThingModel.read(
          Json.parse(
              "model",
              """
              {"@type": "tm:ThingModel", "id": "urn:fieldway:model:pump", "title": "Pump",
               "version": {"model": "1"},
               "properties": {
                 "temperature": {"type": "number", "unit": "Cel", "maximum": 30,
                   "fw:map": {"from": "t", "scale": 0.1},
                   "forms": [{"href": "0", "modv:entity": "HoldingRegister", "modv:type": "xsd:short"}]},
                 "running": {"type": "boolean", "fw:map": {"from": "r"},
                   "forms": [{"href": "3", "modv:entity": "Coil"}]}}}
              """));

  private static Preview preview(Protocol protocol, String sample) {
    return Preview.of(
        PUMP, protocol, "pump-1", MqttConfig.defaults().rules(), "", Bytes.utf8(sample), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          TCP    | {"type":"reading","seq":7,"at":"2026-11-22T12:00:00Z","values":{"t":215,"r":1}}
          MQTT   | {"t":215,"r":true}
          HTTP   | {"values":{"t":215,"r":1}}
          HTTP   | [{"n":"t","v":215},{"n":"r","vb":true}]
          MODBUS | HoldingRegister 0: 00D7 ; Coil 3: 1
          """)
  void readsTheSameValuesByEveryDriver(Protocol protocol, String sample) {
    Preview preview = preview(protocol, sample.replace(" ; ", "\n"));
    assertThat(preview.readings())
        .singleElement()
        .satisfies(reading -> {
          assertThat(reading.decoded().device()).isEqualTo("pump-1");
          assertThat(reading.decoded().flaws()).isEmpty();
          assertThat(reading.taken())
              .extracting(Point::value)
              .containsExactlyInAnyOrder(new Value.Numeric(21.5), new Value.Truth(true));
        });
    assertThat(preview.quarantined()).isZero();
    assertThat(Json.write(preview.senMl())).contains("\"n\":\"pump-1/temperature\",\"u\":\"Cel\"");
  }

  @Test
  void tellsWhatGoesIntoQuarantineAndWhy() {
    Preview preview = preview(Protocol.HTTP, "{\"values\":{\"t\":400,\"noise\":3,\"r\":0}}");
    assertThat(preview.taken()).isOne();
    assertThat(preview.readings().getFirst().quarantined())
        .extracting(each -> each.point().property() + ": " + each.reason())
        .containsExactly(
            "temperature: must have a maximum value of 30",
            "noise: the model pump has no property noise");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          TCP    | {"type":"reading","seq":0}  | line.values: expected an object
          MQTT   | [1]                         | malformed: field/pump-1/telemetry: expected a JSON object
          HTTP   | {"values":{}}               | body.values: expected an object of 1 to 256 values
          MODBUS | HoldingRegister zero: 1     | sample: expected a line such as HoldingRegister 0: 00D7 0001
          MODBUS | Coil 3: 2                   | Coil 3: expected 0 or 1
          MODBUS | Spool 3: 1                  | expected Coil, DiscreteInput, HoldingRegister or InputRegister
          MODBUS | InputRegister 0: 1          | t: HoldingRegister 0 is not in the sample
          """)
  void saysWhyNothingCanBeRead(Protocol protocol, String sample, String expected) {
    Preview preview = preview(protocol, sample);
    assertThat(preview.taken()).isZero();
    assertThat(preview.readings().getFirst().decoded().flaws())
        .anySatisfy(flaw -> assertThat(flaw).contains(expected));
  }

  @Test
  void leavesLinesAloneThatAreNoReadings() {
    Preview preview =
        preview(
            Protocol.TCP,
            """
            {"type":"hello","protocol":1,"device":"pump-1","session":"s"}
            {"type":"reading","seq":1,"at":"2026-11-22T12:00:00Z","values":{"t":1}}
            {"type":"heartbeat"}
            {"type":"reading","seq":2,"at":"2026-11-22T12:00:01Z","values":{"t":2}}
            """);
    assertThat(preview.readings()).hasSize(2);
    assertThat(preview.taken()).isEqualTo(2);
  }
}
