// What ECharts is told: one panel for each unit, one above the other, with one time axis below.

import { clock, dayClock, unitText, valueText } from '../format.js';

const PANEL = 190;
const PANEL_GAP = 26;
const TOP = 28;
const BOTTOM = 26;

/**
 * @typedef {{ name: string, number: number, schema: any,
 *   line: ([number, number] | [number, null])[] }} Line
 */

/**
 * The lines of each panel.
 *
 * @param {Line[]} lines
 * @returns {{ unit: string, lines: Line[] }[]}
 */
function panels(lines) {
  /** @type {Map<string, Line[]>} */
  const byUnit = new Map();
  for (const each of lines) {
    const unit = each.schema.type === 'boolean' ? 'yes or no' : unitText(each.schema.unit);
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), each]);
  }
  return [...byUnit].map(([unit, list]) => ({ unit, lines: list }));
}

/** @param {Line[]} lines */
export function panelsHeight(lines) {
  const count = Math.max(1, panels(lines).length);
  return TOP + BOTTOM + count * PANEL + (count - 1) * PANEL_GAP;
}

/**
 * @param {HTMLElement} frame
 * @param {Line[]} lines
 * @param {number} from
 * @param {number} to
 */
export function chartOptions(frame, lines, from, to) {
  const colour = palette(frame);
  const all = panels(lines);
  return {
    animation: false,
    textStyle: { fontFamily: colour.font, fontSize: 12, color: colour.soft },
    grid: all.map((_, index) => ({
      left: 48,
      right: 12,
      top: TOP + index * (PANEL + PANEL_GAP),
      height: PANEL,
    })),
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: colour.strong } },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: colour.surface,
      borderColor: colour.line,
      borderWidth: 1,
      padding: 0,
      formatter: (/** @type {any[]} */ items) => tooltip(items, lines),
    },
    xAxis: all.map((_, index) => timeAxis(index, index === all.length - 1, from, to, colour)),
    yAxis: all.map(({ unit, lines: inside }, index) => valueAxis(index, unit, inside, colour)),
    series: all.flatMap((panel, index) =>
      panel.lines.map((each) => ({
        id: each.name,
        name: each.name,
        type: 'line',
        xAxisIndex: index,
        yAxisIndex: index,
        data: each.line,
        showSymbol: each.line.length < 3,
        symbolSize: 5,
        connectNulls: false,
        step: each.schema.type === 'boolean' ? 'end' : false,
        sampling: 'lttb',
        lineStyle: { width: 1.75, join: 'round' },
        color: colour.series[each.number - 1],
        areaStyle: panel.lines.length === 1 ? { opacity: 0.08 } : undefined,
        emphasis: { disabled: true },
      })),
    ),
  };
}

/**
 * @param {number} index
 * @param {boolean} lowest
 * @param {number} from
 * @param {number} to
 * @param {ReturnType<typeof palette>} colour
 */
function timeAxis(index, lowest, from, to, colour) {
  return {
    type: 'time',
    gridIndex: index,
    min: from,
    max: to,
    axisLine: { lineStyle: { color: colour.line } },
    axisTick: { show: false },
    axisLabel: {
      show: lowest,
      color: colour.soft,
      hideOverlap: true,
      formatter: { hour: '{HH}:{mm}', minute: '{HH}:{mm}', day: '{d} {MMM}', second: '{HH}:{mm}:{ss}' },
    },
    splitLine: { show: false },
  };
}

/**
 * @param {number} index
 * @param {string} unit
 * @param {Line[]} inside
 * @param {ReturnType<typeof palette>} colour
 */
function valueAxis(index, unit, inside, colour) {
  const truth = inside.every((each) => each.schema.type === 'boolean');
  return {
    type: 'value',
    gridIndex: index,
    name: unit,
    nameLocation: 'end',
    nameGap: 10,
    nameTextStyle: { color: colour.soft, align: 'right', padding: [0, 6, 0, 0] },
    scale: !truth,
    min: truth ? 0 : undefined,
    max: truth ? 1 : undefined,
    interval: truth ? 1 : undefined,
    splitNumber: 4,
    axisLabel: {
      color: colour.soft,
      formatter: truth ? (/** @type {number} */ value) => (value ? 'yes' : 'no') : undefined,
    },
    splitLine: { lineStyle: { color: colour.line } },
  };
}

/**
 * @param {any[]} items
 * @param {Line[]} lines
 */
function tooltip(items, lines) {
  const box = document.createElement('div');
  box.className = 'chart-tip';
  const time = document.createElement('p');
  time.textContent = (items.length > 1 ? dayClock : clock)(items[0]?.axisValue);
  box.append(time);
  for (const item of items) {
    const line = lines.find((each) => each.name === item.seriesName);
    if (!line || item.value[1] === null) {
      continue;
    }
    const row = document.createElement('p');
    row.dataset.series = String(line.number);
    const name = document.createElement('span');
    name.textContent = line.schema.title ?? line.name;
    const value = document.createElement('strong');
    const truth = line.schema.type === 'boolean' ? item.value[1] >= 0.5 : item.value[1];
    const schema = { ...line.schema, type: line.schema.type === 'integer' ? 'number' : line.schema.type };
    value.textContent = `${valueText(truth, schema)} ${unitText(line.schema.unit)}`;
    row.append(name, value);
    box.append(row);
  }
  return box;
}

/**
 * The palette as ECharts wants it: computed colours, not custom properties.
 *
 * @param {HTMLElement} frame
 */
function palette(frame) {
  const probe = document.createElement('span');
  frame.append(probe);
  const computed = (/** @type {string} */ name) => {
    probe.style.setProperty('color', `var(--${name})`);
    return getComputedStyle(probe).color;
  };
  const colours = {
    soft: computed('ink-soft'),
    line: computed('line'),
    strong: computed('line-strong'),
    surface: computed('surface'),
    series: [1, 2, 3, 4, 5, 6].map((each) => computed(`series-${each}`)),
    font: getComputedStyle(frame).fontFamily,
  };
  probe.remove();
  return colours;
}
