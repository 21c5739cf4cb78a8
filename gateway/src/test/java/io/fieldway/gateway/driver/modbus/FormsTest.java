package io.fieldway.gateway.driver.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.gateway.driver.modbus.Forms.Item;
import io.fieldway.gateway.driver.modbus.Forms.Write;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.model.ThingModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormsTest {
  private static Forms property(String form) {
    return forms("\"x\": {\"type\": \"number\", \"forms\": [" + form + "]}", "");
  }

  private static Forms action(String affordance) {
    return forms("", "\"go\": {" + affordance + "}");
  }

  private static Forms forms(String properties, String actions) {
    return Forms.of(
        ThingModel.read(
            Json.parse(
                "model",
                """
                {"@type": "tm:ThingModel", "id": "urn:fieldway:model:m", "title": "M",
                 "version": {"model": "1"}, "properties": {%s}, "actions": {%s}}
                """
                    .formatted(properties, actions))));
  }

  @Test
  void readsTheWordsOfTheModbusBinding() {
    Forms forms =
        property(
            """
            {"href": "40?quantity=2", "op": ["readproperty", "observeproperty"],
             "modv:entity": "InputRegister", "modv:type": "xsd:float",
             "modv:mostSignificantWord": false, "modv:pollingTime": 5000}
            """);
    assertThat(forms.items())
        .containsExactly(
            new Item(
                "x",
                new Place(Entity.INPUT_REGISTER, 40, 2, RegisterType.FLOAT, true, false),
                5_000));
  }

  @Test
  void takesARegisterForAnUnsignedShortAndCountsFromZero() {
    assertThat(property("{\"href\": \"/40\", \"modv:function\": \"readHoldingRegisters\"}").items())
        .extracting(Item::place)
        .containsExactly(
            new Place(Entity.HOLDING_REGISTER, 40, 1, RegisterType.UNSIGNED_SHORT, true, true));
    assertThat(
            property(
                    """
                    {"href": "modbus+tcp://192.0.2.7:502/1/40", "modv:entity": "Coil",
                     "modv:zeroBasedAddressing": false}
                    """)
                .items())
        .extracting(each -> each.place().address())
        .containsExactly(39);
  }

  @Test
  void namesValuesAndActionsAsTheMappingDoes() {
    Forms forms =
        forms(
            """
            "x": {"fw:map": {"from": "t"}, "forms": [{"href": "1", "modv:entity": "HoldingRegister"}]}
            """,
            """
            "go": {"fw:map": {"send": "START"},
              "forms": [{"href": "2", "modv:entity": "Coil", "fw:value": true}]}
            """);
    assertThat(forms.items()).extracting(Item::name).containsExactly("t");
    assertThat(forms.writes()).containsOnlyKeys("START");
  }

  @Test
  void leavesFormsOfOtherProtocolsAlone() {
    Forms forms = property("{\"href\": \"coap://192.0.2.7/x\"}");
    assertThat(forms.items()).isEmpty();
    assertThat(
            property("{\"href\": \"1\", \"op\": \"writeproperty\", \"modv:entity\": \"Coil\"}")
                .items())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Coil            |               | 1 | WRITE_SINGLE_COIL
          HoldingRegister |               | 1 | WRITE_SINGLE_HOLDING_REGISTER
          HoldingRegister | xsd:float     | 2 | WRITE_MULTIPLE_HOLDING_REGISTERS
          """)
  void choosesTheFunctionThatWrites(String entity, String type, int quantity, Function expected) {
    Forms forms =
        action(
            """
            "input": {"type": "number"},
            "forms": [{"href": "3", "op": "invokeaction", "modv:entity": "%s"%s}]
            """
                .formatted(entity, type == null ? "" : ", \"modv:type\": \"" + type + "\""));
    Write write = forms.writes().getOrDefault("go", List.of()).getFirst();
    assertThat(write.function()).isEqualTo(expected);
    assertThat(write.place().quantity()).isEqualTo(quantity);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"href": "x", "modv:entity": "Coil"} | forms[0].href: expected an address such as
          {"href": "1", "modv:entity": "Spool"} | modv:entity: expected one of Coil, DiscreteInput
          {"href": "1?quantity=3", "modv:entity": "HoldingRegister", "modv:type": "xsd:int"} | a quantity of 2 for xsd:int
          {"href": "1?quantity=126", "modv:entity": "HoldingRegister", "modv:type": "xsd:string"} | a quantity from 1 to 125
          {"href": "65536", "modv:entity": "HoldingRegister"} | an address from 0 to 65535
          {"href": "0", "modv:entity": "Coil", "modv:zeroBasedAddressing": false} | an address from 1 to 65535
          {"href": "1", "modv:entity": "Coil", "modv:type": "xsd:int"} | xsd:boolean for a bit
          {"href": "1", "modv:function": "writeSingleCoil"} | a function that reads
          """)
  void saysWhatIsWrongWithAForm(String form, String expected) {
    assertThatThrownBy(() -> property(form))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"href": "1", "modv:entity": "Coil"} | fw:value: expected the value to write
          {"href": "1", "modv:entity": "InputRegister", "fw:value": 1} | Coil or HoldingRegister
          {"href": "1", "modv:function": "readCoil", "fw:value": true} | a function that writes
          {"href": "1", "modv:entity": "HoldingRegister", "fw:value": 70000} | fits xsd:unsignedShort
          """)
  void saysWhatIsWrongWithAnActionsForm(String form, String expected) {
    assertThatThrownBy(() -> action("\"forms\": [" + form + "]"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void refusesTwoPlacesForOneName() {
    assertThatThrownBy(() ->
            forms(
                """
                "x": {"fw:map": {"from": "t"}, "forms": [{"href": "1", "modv:entity": "Coil"}]},
                "y": {"fw:map": {"from": "t"}, "forms": [{"href": "2", "modv:entity": "Coil"}]}
                """,
                ""))
        .hasMessageContaining("one place for the name t");
  }
}
