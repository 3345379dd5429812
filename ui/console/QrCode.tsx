import { encode } from 'uqr'

/** Light margin around the code in modules (ISO/IEC 18004 asks for four). */
const QUIET_ZONE = 4

/** A QR code, always dark on white because readers fail on the opposite. Say in text beside it what it leads to. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data } = encode(text, { ecc: 'M', border: QUIET_ZONE })
  const size = data.length
  return (
    <svg
      className="console-qr"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={data.map(rowPath).join('')} />
    </svg>
  )
}

/** The dark modules of one row, as bars as long as they can be. */
export function rowPath(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue
    const start = x
    while (row[x + 1]) x += 1
    path += `M${start} ${y}h${x + 1 - start}v1H${start}z`
  }
  return path
}
