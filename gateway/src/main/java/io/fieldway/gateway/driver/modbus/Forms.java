package io.fieldway.gateway.driver.modbus;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.model.ThingModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What the forms of a Thing Model say about registers. A core without I/O.
///
/// @param items what is read, in the model's order
/// @param writes what each action writes, by the device's name of the action
/// @param settings what a desired value is written to, by the device's name of the property
record Forms(List<Item> items, Map<String, List<Write>> writes, Map<String, Write> settings) {
  /// Most forms of one affordance.
  static final int MAX_FORMS = 16;

  /// Highest number of a bit or register.
  static final int MAX_ADDRESS = 65_535;

  /// Most registers of one value to write.
  static final int MAX_WRITTEN = 123;

  private static final Pattern HREF =
      Pattern.compile("(?:modbus\\+tcp://[^/]+/\\d{1,3}/)?/?(\\d{1,5})(?:\\?quantity=(\\d{1,4}))?");

  /// One property.
  ///
  /// @param name in the device's values
  /// @param pollingMillis how often it is read at most; 0 where the form does not say
  record Item(String name, Place place, long pollingMillis) {}

  /// One write of an action.
  ///
  /// @param member of the input whose value is written; empty for its only one
  /// @param constant what is written whatever the input
  record Write(
      Function function, Place place, Optional<String> member, Optional<JsonNode> constant) {}

  Forms(List<Item> items, Map<String, List<Write>> writes, Map<String, Write> settings) {
    this.items = List.copyOf(items);
    this.writes = Map.copyOf(writes);
    this.settings = Map.copyOf(settings);
  }

  /// Reads a model's forms; those of other protocols are left alone.
  ///
  /// @throws MalformedException where a form of ours is not one
  static Forms of(ThingModel model) {
    List<Item> items = new ArrayList<>();
    Map<String, Write> settings = new LinkedHashMap<>();
    for (ThingModel.PropertyAffordance each : model.properties().values()) {
      Fields property = Fields.of("model.properties." + each.name(), each.document());
      forms(property, "readproperty").stream()
          .findFirst()
          .ifPresent(form -> add(items, item(named(property, "from", each.name()), form), form));
      if (each.isOfTwin()) {
        forms(property, "writeproperty").stream()
            .filter(Forms::canWrite)
            .findFirst()
            .ifPresent(
                form -> settings.put(named(property, "from", each.name()), write(form, true)));
      }
    }
    Map<String, List<Write>> writes = new LinkedHashMap<>();
    for (ThingModel.ActionAffordance each : model.actions().values()) {
      Fields action = Fields.of("model.actions." + each.name(), each.document());
      List<Write> all =
          forms(action, "invokeaction").stream()
              .map(form -> write(form, each.input().isPresent()))
              .toList();
      if (!all.isEmpty()) {
        writes.put(named(action, "send", each.name()), all);
      }
    }
    return new Forms(items, writes, settings);
  }

  /// Two values of one name would hide each other.
  private static void add(List<Item> items, Item item, Fields form) {
    if (items.stream().anyMatch(each -> each.name().equals(item.name()) && !each.equals(item))) {
      throw form.refused("href", "one place for the name " + item.name());
    }
    if (!items.contains(item)) {
      items.add(item);
    }
  }

  /// The device's own name, as the mapping `fw:map` says it.
  private static String named(Fields affordance, String member, String otherwise) {
    if (!affordance.has("fw:map")) {
      return otherwise;
    }
    Fields map = affordance.object("fw:map");
    return map.has(member) ? Ids.read(map, member) : otherwise;
  }

  private static List<Fields> forms(Fields affordance, String op) {
    return affordance.objects("forms", MAX_FORMS).stream()
        .filter(form -> form.has("modv:entity") || form.has("modv:function"))
        .filter(form -> isFor(form.tree("op"), op))
        .toList();
  }

  private static boolean isFor(JsonNode ops, String op) {
    if (ops.isArray()) {
      return ops.valueStream().anyMatch(each -> isFor(each, op));
    }
    return ops.isMissingNode() || (ops.isString() && ops.stringValue().equals(op));
  }

  /// A form without `op` is for reading, and for writing where its table can be written.
  private static boolean canWrite(Fields form) {
    return form.has("op")
        || (form.has("modv:function") ? function(form).writes() : entity(form).isWritable());
  }

  private static Item item(String name, Fields form) {
    Entity entity = form.has("modv:entity") ? entity(form) : function(form).entity();
    if (!form.has("modv:entity") && function(form).writes()) {
      throw form.refused("modv:function", "a function that reads");
    }
    long polling = form.has("modv:pollingTime") ? form.whole("modv:pollingTime", 1, 86_400_000) : 0;
    return new Item(name, place(form, entity, entity.mostRead()), polling);
  }

  private static Write write(Fields form, boolean takesInput) {
    Optional<Function> named =
        form.has("modv:function") ? Optional.of(function(form)) : Optional.empty();
    if (named.isPresent() && !named.get().writes()) {
      throw form.refused("modv:function", "a function that writes");
    }
    Entity entity = named.map(Function::entity).orElseGet(() -> entity(form));
    if (!entity.isWritable()) {
      throw form.refused("modv:entity", "Coil or HoldingRegister, which can be written");
    }
    Place place = place(form, entity, entity.isBits() ? 1 : MAX_WRITTEN);
    Function function = named.orElseGet(() -> Function.writing(entity, place.quantity()));
    if (function == Function.WRITE_SINGLE_HOLDING_REGISTER && place.quantity() > 1) {
      throw form.refused("modv:function", "writeMultipleHoldingRegisters for several registers");
    }
    Optional<JsonNode> constant =
        form.has("fw:value") ? Optional.of(form.tree("fw:value")) : Optional.empty();
    if (constant.isEmpty() && !takesInput) {
      throw form.refused("fw:value", "the value to write, where the action takes no input");
    }
    constant.ifPresent(place::encode);
    return new Write(function, place, form.optionalText("fw:input", Ids.MAX_LENGTH), constant);
  }

  private static Place place(Fields form, Entity entity, int most) {
    Matcher href = HREF.matcher(form.text("href", 200));
    if (!href.matches()) {
      throw form.refused("href", "an address such as 40?quantity=2");
    }
    RegisterType type = type(form, entity);
    int least = type.registers() == 0 ? 1 : type.registers();
    int quantity = href.group(2) == null ? least : Integer.parseInt(href.group(2));
    if (quantity < 1 || quantity > most || (type.registers() != 0 && quantity != least)) {
      throw form.refused(
          "href",
          type.registers() == 0
              ? "a quantity from 1 to " + most
              : "a quantity of " + least + " for " + type.word());
    }
    boolean fromZero =
        !form.has("modv:zeroBasedAddressing") || form.truth("modv:zeroBasedAddressing");
    int address = Integer.parseInt(href.group(1)) - (fromZero ? 0 : 1);
    if (address < 0 || address + quantity - 1 > MAX_ADDRESS) {
      throw form.refused("href", "an address from " + (fromZero ? 0 : 1) + " to " + MAX_ADDRESS);
    }
    return new Place(
        entity,
        address,
        quantity,
        type,
        isMostSignificant(form, "modv:mostSignificantByte"),
        isMostSignificant(form, "modv:mostSignificantWord"));
  }

  private static RegisterType type(Fields form, Entity entity) {
    if (!form.has("modv:type")) {
      return entity.isBits() ? RegisterType.BOOLEAN : RegisterType.UNSIGNED_SHORT;
    }
    RegisterType type = form.word("modv:type", RegisterType.class, RegisterType::word);
    if (entity.isBits() && type != RegisterType.BOOLEAN) {
      throw form.refused("modv:type", RegisterType.BOOLEAN.word() + " for a bit");
    }
    return type;
  }

  private static Entity entity(Fields form) {
    return form.word("modv:entity", Entity.class, Entity::word);
  }

  private static Function function(Fields form) {
    return form.word("modv:function", Function.class, Function::word);
  }

  private static boolean isMostSignificant(Fields form, String name) {
    return !form.has(name) || form.truth(name);
  }
}
