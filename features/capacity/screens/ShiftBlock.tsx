import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { classNames } from '#ui/className.ts'
import { minutesOf } from '../model/shiftPlan.ts'
import type { Shift } from '../model.ts'
import { moved, resized, STEP } from './planEdits.ts'

/** The part of the day that a lane shows, minutes of the wall clock. */
export type LaneSpan = { readonly from: number; readonly until: number }

export type ShiftBlockProps = {
  readonly shift: Shift
  readonly span: LaneSpan
  /** Counter, day and times, for who does not see where the block lies. */
  readonly label: string
  /** The id of the sentence that tells the keys. */
  readonly hint: string
  readonly wrong: boolean
  readonly ownDate: boolean
  readonly onChange: (shift: Shift) => void
  readonly onOpen: () => void
  readonly onRemove: () => void
}

/** Where a time lies in a lane, and how wide a stretch is, in percent. */
export function laneStyle(span: LaneSpan, from: number, until: number) {
  const percent = (minutes: number) => (minutes / (span.until - span.from)) * 100
  const [left, right] = [Math.max(from, span.from), Math.min(until, span.until)]
  return { left: `${percent(left - span.from)}%`, width: `${percent(Math.max(0, right - left))}%` }
}

type Grip = 'move' | 'starts' | 'ends'
type Held =
  | { readonly x: number; readonly grip: Grip; readonly width: number; readonly minutes: number }
  | undefined

const changedBy = (shift: Shift, grip: Grip, minutes: number) =>
  grip === 'move' ? moved(shift, minutes) : resized(shift, grip, minutes)

/**
 * A shift as a block: dragged as a whole or by its ends, or moved by the arrow keys (with Shift its end, with Ctrl its
 * beginning); Enter opens the form, Delete takes it out.
 */
export function ShiftBlock(props: ShiftBlockProps) {
  const { shift, span, label, onChange, onOpen, onRemove } = props
  // What is under way stands here, too: a quick finger lets go before the last move is drawn.
  const held = useRef<Held>(undefined)
  const wasDragged = useRef(false)
  const [drag, setDrag] = useState<{ readonly grip: Grip; readonly minutes: number }>()
  const shown = drag ? changedBy(shift, drag.grip, drag.minutes) : shift

  function grab(event: PointerEvent<HTMLButtonElement>) {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const { target } = event
    const edge = target instanceof HTMLElement ? target.dataset.edge : undefined
    const grip = edge === 'starts' || edge === 'ends' ? edge : 'move'
    const width = event.currentTarget.parentElement?.getBoundingClientRect().width ?? 1
    held.current = { x: event.clientX, grip, width, minutes: 0 }
    wasDragged.current = false
  }

  function pull(event: PointerEvent<HTMLButtonElement>) {
    const start = held.current
    if (!start) return
    const perPixel = (span.until - span.from) / start.width
    const minutes = Math.round(((event.clientX - start.x) * perPixel) / STEP) * STEP
    if (minutes !== 0) wasDragged.current = true
    held.current = { ...start, minutes }
    setDrag({ grip: start.grip, minutes })
  }

  function letGo() {
    const end = held.current
    held.current = undefined
    setDrag(undefined)
    if (end && end.minutes !== 0) onChange(changedBy(shift, end.grip, end.minutes))
  }

  function press(event: KeyboardEvent<HTMLButtonElement>) {
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (direction !== 0) {
      const grip = event.shiftKey ? 'ends' : event.ctrlKey ? 'starts' : 'move'
      onChange(changedBy(shift, grip, direction * STEP))
    } else if (event.key === 'Delete') {
      onRemove()
    } else {
      return
    }
    event.preventDefault()
  }

  const [first, last] = [minutesOf(shown.starts), minutesOf(shown.ends)]
  return (
    <button
      type="button"
      className={classNames(
        'plan-block',
        shift.mode === 'walk_in' && 'plan-block--walkin',
        shift.mode === 'appointment' && 'plan-block--appointment',
        props.wrong && 'plan-block--wrong',
        props.ownDate && 'plan-block--dated',
        drag && 'plan-block--held',
      )}
      style={laneStyle(span, first, last)}
      aria-describedby={props.hint}
      onPointerDown={grab}
      onPointerMove={pull}
      onPointerUp={letGo}
      onPointerCancel={() => {
        held.current = undefined
        setDrag(undefined)
      }}
      onClick={() => !wasDragged.current && onOpen()}
      onKeyDown={press}
    >
      <span className="plan-block__edge" data-edge="starts" />
      {shown.breakStarts !== null && shown.breakEnds !== null && (
        <span
          className="plan-block__break"
          style={laneStyle(
            { from: first, until: last },
            minutesOf(shown.breakStarts),
            minutesOf(shown.breakEnds),
          )}
        />
      )}
      <span className="kern-sr-only">{label}</span>
      <span className="plan-block__time" aria-hidden="true">
        {short(shown.starts)}–{short(shown.ends)}
      </span>
      <span className="plan-block__edge plan-block__edge--end" data-edge="ends" />
    </button>
  )
}

/** "8" for 08:00, "8:30" for 08:30: a block is narrow. */
function short(time: string): string {
  return time.replace(/^0/, '').replace(/:00$/, '')
}
