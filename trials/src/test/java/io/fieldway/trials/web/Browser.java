package io.fieldway.trials.web;

import io.fieldway.trials.stage.Programs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// A headless Chromium that finds elements by `data-testid`, inside shadow roots too.
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final String FIND =
      """
      const find = (root) => {
        const hit = root.querySelector(`[data-testid="${arguments[0]}"]`);
        if (hit) return hit;
        for (const each of root.querySelectorAll("*")) {
          const inside = each.shadowRoot && find(each.shadowRoot);
          if (inside) return inside;
        }
        return null;
      };
      return find(document);
      """;

  private final ChromeDriver driver;

  /// Starts Chromium with an empty profile.
  Browser(Path profile) {
    Path chromium = Programs.need("chromium");
    Path chromedriver = Programs.need("chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        "--user-data-dir=" + profile);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .build(),
            options);
  }

  void open(URI address) {
    driver.get(address.toString());
  }

  /// Waits for an element.
  WebElement await(String testId) {
    return Awaitility.await("the page shows " + testId)
        .atMost(PATIENCE)
        .until(() -> find(testId), Optional::isPresent)
        .orElseThrow();
  }

  /// Waits until an element's text is as wanted.
  String awaitText(String testId, Predicate<String> wanted) {
    return Awaitility.await("the text of " + testId)
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .until(
            () -> find(testId).map(WebElement::getText).orElse(""),
            text -> !text.isEmpty() && wanted.test(text));
  }

  /// Presses an element, wherever it is scrolled to.
  void press(String testId) {
    driver.executeScript("arguments[0].click()", await(testId));
  }

  /// Types into a field, or chooses from a list, in place of what stands there.
  void type(String testId, String value) {
    WebElement field = await(testId);
    driver.executeScript(
        "arguments[0].value = arguments[1];"
            + "arguments[0].dispatchEvent(new Event('input', {bubbles: true}));"
            + "arguments[0].dispatchEvent(new Event('change', {bubbles: true}))",
        field,
        value);
  }

  /// Follows the link inside an element.
  void follow(String testId) {
    driver.executeScript("arguments[0].querySelector('a').click()", await(testId));
  }

  /// Forgets who is signed in.
  void forgetCookies() {
    driver.manage().deleteAllCookies();
  }

  /// Leaves a mark in the page's memory, which a reload would wipe.
  void leaveMark() {
    driver.executeScript("window.fieldwayMark = true");
  }

  boolean markIsThere() {
    return Boolean.TRUE.equals(driver.executeScript("return window.fieldwayMark === true"));
  }

  /// How far the page's content is wider than its window, in pixels.
  long horizontalOverflow() {
    Object pixels =
        driver.executeScript(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    return pixels instanceof Number number ? number.longValue() : Long.MAX_VALUE;
  }

  void resize(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  @Override
  public void close() {
    driver.quit();
  }

  private Optional<WebElement> find(String testId) {
    @Nullable Object found = ((JavascriptExecutor) driver).executeScript(FIND, testId);
    return found instanceof WebElement element ? Optional.of(element) : Optional.empty();
  }
}
