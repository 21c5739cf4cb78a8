package io.fieldway.trials.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/// Leaves out what JMH generates around its benchmarks: nobody of ours wrote it or reads it.
final class WithoutGenerated implements ImportOption {
  @Override
  public boolean includes(Location location) {
    return !location.contains("/jmh_generated/");
  }
}
