/** What a report about a delivery says; every part can be forged. */
export type ReportParts = {
  /** The envelope's sender of the mail that it is about. */
  readonly to: string
  readonly recipient: string
  readonly action?: string
  readonly status?: string
  /** Header lines of the mail that it returns; null: it returns nothing. */
  readonly returned?: string | null
  readonly type?: string
}

/** A report as mail servers write it (RFC 3464). */
export function deliveryReport({ to, recipient, ...parts }: ReportParts): string {
  const { action = 'failed', status = '5.1.1', returned = null, type = 'delivery-status' } = parts
  const boundary = 'part-of-the-report'
  return [
    'Return-Path: <>',
    `Delivered-To: ${to}`,
    'From: Mail Delivery System <MAILER-DAEMON@relay.example>',
    `To: <${to}>`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type};`,
    `\tboundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to tell you that your message could not be delivered.',
    '',
    `--${boundary}`,
    `Content-Type: message/${type}`,
    '',
    'Reporting-MTA: dns; relay.example',
    'Arrival-Date: Mon, 1 Mar 2027 08:00:00 +0100',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 no such',
    '    user here',
    '',
    ...(returned === null
      ? []
      : [`--${boundary}`, 'Content-Type: text/rfc822-headers', '', returned.trim(), '']),
    `--${boundary}--`,
    '',
  ].join('\r\n')
}
