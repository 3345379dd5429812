import { classNames } from './className.ts'

/** What is drawn at a point. */
export type PlanMarkKind = 'entrance' | 'door' | 'stairs' | 'lift' | 'counter' | 'waiting' | 'kiosk' | 'desk'

/** A thing at a point of a level, in squares from the upper left corner. */
export type PlanMark = {
  readonly key: string
  readonly kind: PlanMarkKind
  readonly x: number
  readonly y: number
  /** One or two characters inside the mark, e.g. a counter's number. */
  readonly sign?: string
  /** Drawn larger and in colour: where somebody is, or goes to. */
  readonly strong?: boolean
}

export type PlanRoom = {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly name: string
  readonly strong?: boolean
}

export type PlanDrawingProps = {
  /** Shows the squares, for whoever draws. */
  readonly grid?: boolean
  /** What the drawing shows, for whoever does not see it; the way itself must stand beside in words. */
  readonly label: string
  readonly width: number
  readonly height: number
  readonly rooms: readonly PlanRoom[]
  readonly marks: readonly PlanMark[]
  /** The way over this level; it may leave it and come back. */
  readonly ways: readonly (readonly { readonly x: number; readonly y: number }[])[]
}

/** A level of a house with a way through it. Lines and signs carry the meaning; the colour only helps. */
export function PlanDrawing({ grid, label, width, height, rooms, marks, ways }: PlanDrawingProps) {
  return (
    <svg className="plan-drawing" viewBox={`-1 -1 ${width + 2} ${height + 2}`} role="img" aria-label={label}>
      {grid && <Grid width={width} height={height} />}
      {rooms.map((room) => (
        <rect
          className={classNames('plan-drawing__room', room.strong && 'plan-drawing__room--strong')}
          key={room.key}
          x={room.x}
          y={room.y}
          width={room.width}
          height={room.height}
        />
      ))}
      {marks
        .filter(({ kind }) => kind === 'door')
        .map((mark) => (
          <Mark key={mark.key} mark={mark} />
        ))}
      {rooms.map((room) => (
        <text
          className="plan-drawing__name"
          key={room.key}
          fontSize="0.9"
          x={room.x + room.width / 2}
          y={room.y + 1.4}
        >
          {room.name}
        </text>
      ))}
      {ways.map((points) => {
        const drawn = points.map(({ x, y }) => `${x},${y}`).join(' ')
        return <polyline key={drawn} className="plan-drawing__way" points={drawn} />
      })}
      {marks
        .filter(({ kind }) => kind !== 'door')
        .map((mark) => (
          <Mark key={mark.key} mark={mark} />
        ))}
    </svg>
  )
}

function Grid({ width, height }: { readonly width: number; readonly height: number }) {
  const down = Array.from({ length: width + 1 }, (_, x) => `M${x} 0 V${height}`)
  const across = Array.from({ length: height + 1 }, (_, y) => `M0 ${y} H${width}`)
  return <path className="plan-drawing__grid" d={[...down, ...across].join(' ')} />
}

const DRAWN: Readonly<Partial<Record<PlanMarkKind, string>>> = {
  entrance: 'M-0.6 0.5 L0 -0.6 L0.6 0.5 Z',
  stairs: 'M-0.6 0.5 h0.4 v-0.35 h0.4 v-0.35 h0.4 v-0.35',
  lift: 'M-0.35 -0.1 L0 -0.5 L0.35 -0.1 Z M-0.35 0.1 L0 0.5 L0.35 0.1 Z',
}

function Mark({ mark: { kind, x, y, sign, strong } }: { readonly mark: PlanMark }) {
  const name = classNames(
    'plan-drawing__mark',
    `plan-drawing__mark--${kind}`,
    strong && 'plan-drawing__mark--strong',
  )
  return (
    <g className={name} transform={`translate(${x} ${y})${strong ? ' scale(1.35)' : ''}`}>
      {kind === 'waiting' ? (
        <circle r="0.8" />
      ) : (
        <rect x="-0.75" y="-0.75" width="1.5" height="1.5" rx="0.2" />
      )}
      {DRAWN[kind] && <path d={DRAWN[kind]} />}
      {sign && (
        <text y="0.36" fontSize="1">
          {sign}
        </text>
      )}
    </g>
  )
}
