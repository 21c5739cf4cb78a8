package io.fieldway.wire.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A component of a configuration record that a file may set: `queuedMessages` as
/// `queued-messages`.
///
/// A component is a record with keys of its own, a `List` of records or values, an `Optional`
/// value, a boolean, an `int` or `long`, a `Duration` (`30s`), a `Path`, an `InetSocketAddress`
/// (`127.0.0.1:1883`), an enum (`AT_ONCE` as `at-once`), a `String`, or any type with a static
/// method `parse(String)` whose `toString` gives the text back.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
  /// One sentence or two: what it is, its unit, and what happens at a bound.
  String value();

  /// Whether there is no default.
  boolean required() default false;

  /// Whether a number counts bytes and is written as `64MiB`.
  boolean size() default false;

  /// The smallest number.
  long least() default 0;

  /// The largest number; an `int` has its own limit too.
  long most() default Long.MAX_VALUE;

  /// Whether the value is hidden where the configuration is shown.
  boolean secret() default false;
}
