package io.fieldway.wire.model;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A WoT data schema (Thing Description 1.1 §5.3.2), which is a subset of JSON Schema, compiled.
public final class DataSchema {
  /// A data schema's own words, such as `unit` and extension members, are remarks to JSON Schema.
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDialect(
          Dialect.builder(Dialects.getDraft202012())
              .unknownKeywordFactory((word, context) -> new AnnotationKeyword(word))
              .build());

  private final JsonNode document;
  private final Schema compiled;

  private DataSchema(JsonNode document, Schema compiled) {
    this.document = document;
    this.compiled = compiled;
  }

  /// Compiles a schema.
  ///
  /// @throws MalformedException where the document is not a schema
  static DataSchema of(String where, JsonNode document) {
    if (!document.isObject()) {
      throw new MalformedException(where, "a data schema", Json.brief(document));
    }
    return new DataSchema(document, REGISTRY.getSchema(document));
  }

  /// Why the value does not fit, in words for a person; empty where it fits.
  public Optional<String> refusal(JsonNode value) {
    List<Error> errors = compiled.validate(value);
    return errors.isEmpty() ? Optional.empty() : Optional.of(sentence(errors.getFirst()));
  }

  /// Whether a text of this schema stands for bytes, such as a picture.
  public boolean encodesBytes() {
    JsonNode encoding = document.path("contentEncoding");
    return encoding.isString() && "base64".equals(encoding.stringValue());
  }

  /// The schema as it stands in the model; not to be changed.
  public JsonNode document() {
    return document;
  }

  private static String sentence(Error error) {
    String place = String.valueOf(error.getInstanceLocation());
    return place.isEmpty() || "$".equals(place)
        ? error.getMessage()
        : place + " " + error.getMessage();
  }
}
