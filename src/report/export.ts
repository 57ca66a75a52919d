/** A recording in the formats that other programs read. Knows which format is made by whom. */

import { faultText } from '../faults/text.ts';
import { callsOf } from '../lineage/calls.ts';
import type { Recording } from '../model/recording.ts';
import type { MessageId } from '../model/trace.ts';
import { renderCalls } from './call-report.ts';
import { diagramData } from './diagram/data.ts';
import { diagramHtml } from './diagram/html.ts';
import type { DiagramView } from './diagram/model.ts';
import { diagramPdf } from './diagram/pdf.ts';
import { diagramSvg } from './diagram/svg.ts';
import type { ExportFormat } from './export-formats.ts';
import { dotText } from './exports/dot.ts';
import { mermaidDiagram } from './exports/mermaid.ts';
import { otlpData } from './exports/otlp.ts';
import { perfettoData } from './exports/perfetto.ts';
import { shivizText } from './exports/shiviz.ts';
import { zipkinData } from './exports/zipkin.ts';
import { renderTrace } from './trace-report.ts';

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** The whole recording as plain data, faults as text lines. */
function recordingData({ trace, verdict, faults }: Recording): object {
  return {
    ...trace,
    ...(verdict !== undefined && { verdict }),
    faults: faults.map((report) => ({ ...report, fault: faultText(report.fault) })),
  };
}

/**
 * The recording in that format; the view rules the pictures.
 *
 * Shape: text that ends in a line feed, or bytes for `pdf`.
 */
export function exportRecording(
  recording: Recording,
  format: ExportFormat,
  support: ReadonlySet<MessageId>,
  view: DiagramView,
): string | Uint8Array {
  const { trace } = recording;
  switch (format) {
    case 'text':
      return `${renderTrace(trace, { support })}\n${renderCalls(trace, callsOf(trace))}`;
    case 'json':
      return json(recordingData(recording));
    case 'dot':
      return dotText(trace, support);
    case 'svg':
      return diagramSvg(diagramData(recording, support), view);
    case 'pdf':
      return diagramPdf(diagramData(recording, support), view);
    case 'html':
      return diagramHtml(diagramData(recording, support));
    case 'shiviz':
      return shivizText(trace);
    case 'perfetto':
      return json(perfettoData(trace));
    case 'otlp':
      return json(otlpData(trace));
    case 'zipkin':
      return json(zipkinData(trace));
    case 'mermaid':
      return mermaidDiagram(recording, support);
  }
}
