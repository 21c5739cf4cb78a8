package io.fieldway.trials.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.Stage;
import io.fieldway.wire.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class PageTest {
  @TempDir Path home;
  private Stage stage;
  private Field field;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    Programs.need("chromium");
    Programs.need("chromedriver");
    stage = new Stage(home);
    field = Field.start(stage.devices(), FieldConfig.defaults().withRate(2));
    browser = new Browser(home.resolve("profile"));
    browser.open(stage.newSignInLink());
  }

  @AfterEach
  void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (field != null) {
      field.close();
    }
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void readingsArriveWithoutReloadAndAValveOpensFromItsForm() throws Exception {
    browser.await("device-card-valve-1");
    browser.leaveMark();
    long before = number(browser.awaitText("stored-total", text -> number(text) > 0));
    browser.awaitText("stored-total", text -> number(text) > before + 20);

    browser.follow("device-card-valve-1");
    browser.awaitText("value-state", text -> text.contains("closed"));
    browser.press("action-open-submit");
    browser.awaitText("command-state", text -> text.contains("executed"));
    browser.awaitText("value-state", text -> text.contains("open"));
    cancelAHeldInstruction();

    browser.awaitText("setting-reportInterval-reported", text -> text.endsWith(" s"));
    browser.type("setting-field-reportInterval", "5000");
    browser.press("setting-reportInterval-submit");
    browser.awaitText("settings", text -> text.contains("not 5000"));
    browser.type("setting-field-reportInterval", "7");
    browser.press("setting-reportInterval-submit");
    browser.awaitText("setting-reportInterval-state", text -> text.contains("in sync"));
    browser.awaitText("setting-reportInterval-reported", text -> text.equals("7 s"));
    assertThat(browser.markIsThere()).as("the page was never reloaded").isTrue();
  }

  @Test
  void thePageReconnectsByItselfAfterTheServersRestart() throws Exception {
    browser.awaitText("stored-total", text -> number(text) > 0);
    browser.leaveMark();
    stage.killCloudAndRestart();
    long after = stage.committed();
    browser.awaitText("stored-total", text -> number(text) > after);
    assertThat(browser.markIsThere()).as("the page was never reloaded").isTrue();
  }

  @Test
  void aPhoneShowsBothPagesWithoutScrollingSideways() {
    browser.resize(390, 844);
    browser.await("device-card-soil-1");
    assertThat(browser.horizontalOverflow()).isZero();
    browser.follow("device-card-soil-1");
    browser.await("value-moisture");
    assertThat(browser.horizontalOverflow()).isZero();
  }

  @Test
  void aStrangerIsToldHowToGetALink() {
    URI link = stage.signInLink();
    browser.await("device-card-soil-1");
    browser.forgetCookies();
    browser.open(link.resolve("/link/no-such-link"));
    browser.await("signed-out");
  }

  private void cancelAHeldInstruction() throws Exception {
    JsonNode _ =
        stage
            .client()
            .post(
                "/api/devices/valve-1/actions/close",
                Json.object().put("notBefore", Instant.now().plus(Duration.ofHours(1)).toString()));
    browser.await("command-cancel");
    browser.press("command-cancel");
    browser.awaitText("command-state", text -> text.contains("cancelled"));
  }

  private static long number(String text) {
    String digits = text.replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }
}
