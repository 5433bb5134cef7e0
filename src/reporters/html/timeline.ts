import { type Drawing, drawSvg } from '../../charts/draw.ts';
import { eventsPlot, findingsPlot, type LogTimelineData } from '../../charts/log-timeline.ts';
import { countText, durationText, numberText } from '../../kernel/number-text.ts';
import { severityName } from '../../schema/finding.ts';
import type { Report } from '../../schema/report.ts';
import { html, type Markup, trusted } from './markup.ts';

/** Findings marked on the time axis at most; the lanes hold no more. */
const MOST_MARKS = 60;

const timelineData = ({ timeline, gaps, findings }: Report): LogTimelineData => ({
  bucketSeconds: timeline?.bucketSeconds ?? 1,
  buckets: timeline?.buckets ?? [],
  gaps: gaps.longest,
  marks: findings.slice(0, MOST_MARKS).flatMap(({ rank, finding }) => {
    const { start, end } = finding;
    if (start === null) return [];
    return [
      {
        rank,
        title: finding.title.slice(0, 120),
        level: severityName(finding.severity),
        start,
        end: end ?? start,
        href: `#finding-${rank}`,
      },
    ];
  }),
});

const drawn = (data: LogTimelineData, drawing: Drawing): Markup => {
  const events = data.buckets.reduce((sum, bucket) => sum + bucket.events, 0);
  const busiest = Math.max(0, ...data.buckets.map((bucket) => bucket.events));
  const above = drawSvg(eventsPlot(data, drawing.width, drawing.theme), drawing, {
    title: 'Events over time',
    description: `${numberText(events)} events in ${countText(data.buckets.length, 'bucket')} of ${durationText(data.bucketSeconds)}, at most ${numberText(busiest)} in one.`,
  });
  const plot = findingsPlot(data, drawing.width, drawing.theme);
  const below =
    plot === null
      ? ''
      : drawSvg(
          plot,
          drawing,
          { title: 'Findings over time', description: `${countText(data.marks.length, 'finding')} by rank.` },
          { links: true },
        );
  return trusted(above + below);
};

/** Events over time with the findings below on the same axis, once for a desk and once for a phone. */
export const timelineSection = (report: Report, drawing: Omit<Drawing, 'width'>): Markup => {
  const heading = html`<h2 id="events-title">Events over time</h2>`;
  if (report.timeline === null || report.timeline.buckets.length === 0) {
    return html`<section id="events" aria-labelledby="events-title">${heading}<p class="note">No event carries a time, so there is nothing to draw.</p></section>`;
  }
  const data = timelineData(report);
  const bucket = durationText(report.timeline.bucketSeconds);
  return html`<section id="events" aria-labelledby="events-title">${heading}
<figure class="wide"><div class="desk">${drawn(data, { ...drawing, width: 900 })}</div><div class="phone">${drawn(data, { ...drawing, width: 400 })}</div>
<figcaption>One bar is ${bucket}, times are UTC.${report.gaps.longest.length > 0 ? ' Shaded stretches are gaps.' : ''}${data.marks.length > 0 ? ' Each numbered bar below is a finding and leads to it.' : ''}</figcaption></figure></section>`;
};
