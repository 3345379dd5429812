import { qrSvg } from '#platform/print/qr.ts'

export type QrCodeProps = {
  readonly text: string
  /** What the code is for, for those who do not see it. */
  readonly label: string
  readonly className: string
}

/** A QR code as an image inside the page: no address of its own, so that no token stands in a log. */
export function QrCode({ text, label, className }: QrCodeProps) {
  const source = `data:image/svg+xml;base64,${Buffer.from(qrSvg(text)).toString('base64')}`
  return <img className={className} src={source} alt={label} width="300" height="300" />
}
