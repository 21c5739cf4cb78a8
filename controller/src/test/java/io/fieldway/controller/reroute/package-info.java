/// Tests of the decisions: elections, deaths, plans and drains one by one, and a simulation of
/// several controllers with model nodes in virtual time.
@NullMarked
package io.fieldway.controller.reroute;

import org.jspecify.annotations.NullMarked;
