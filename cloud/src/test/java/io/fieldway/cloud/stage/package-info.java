/// What the cloud's tests stand on: a Redis and databases of their own, sample models and batches.
@NullMarked
package io.fieldway.cloud.stage;

import org.jspecify.annotations.NullMarked;
