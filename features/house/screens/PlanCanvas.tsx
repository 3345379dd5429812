import { type RefObject, useEffect, useRef } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { PlanDrawing } from '#ui/PlanDrawing.tsx'
import { type HousePlan, type Level, type Thing, wayBetween } from '../model.ts'
import type { Chosen } from './planEdits.ts'
import { houseTexts } from './texts.ts'

export type PlanCanvasProps = {
  readonly plan: HousePlan
  readonly level: Level
  readonly chosen: Chosen | undefined
  readonly onChoose: (chosen: Chosen) => void
  readonly onMove: (chosen: Chosen, x: number, y: number) => void
}

/**
 * A level on a grid: what is pressed is chosen, what is drawn along moves by whole squares. The way from the first
 * entrance to what is chosen is drawn too. All of it can be done in the list as well.
 */
export function PlanCanvas({ plan, level, chosen, onChoose, onMove }: PlanCanvasProps) {
  const { language } = useConsole()
  const t = houseTexts(language)
  const box = useRef<HTMLDivElement>(null)
  useDragging(box, { plan, level, onChoose, onMove })
  const isChosen = (part: Chosen['part'], key: string) => chosen?.part === part && chosen.key === key
  return (
    <div className="house-canvas" ref={box}>
      <PlanDrawing
        label={t('canvas', { level: level.name[language] })}
        grid
        width={level.width}
        height={level.height}
        rooms={plan.rooms
          .filter((room) => room.level === level.key)
          .map((room) => ({ ...room, name: room.name[language], strong: isChosen('rooms', room.key) }))}
        marks={plan.things
          .filter((thing) => thing.level === level.key)
          .map((thing) => ({
            ...thing,
            strong: isChosen('things', thing.key),
            ...(thing.counter !== undefined && thing.counter.length <= 3 && { sign: thing.counter }),
          }))}
        ways={wayOn(plan, level, chosen)}
      />
    </div>
  )
}

/** From the first entrance to what is chosen, as far as it lies on this level. */
function wayOn(plan: HousePlan, level: Level, chosen: Chosen | undefined): readonly (readonly Thing[])[] {
  const to = chosen?.part === 'things' ? plan.things.find(({ key }) => key === chosen.key) : undefined
  const from = plan.things.find(({ kind }) => kind === 'entrance')
  const way = from && to && from !== to ? wayBetween(plan, from, to, { stepFree: false }) : undefined
  const here = (way?.things ?? []).filter((thing) => thing.level === level.key)
  return here.length > 1 ? [here] : []
}

type Dragged = Pick<PlanCanvasProps, 'plan' | 'level' | 'onChoose' | 'onMove'>

function useDragging(box: RefObject<HTMLDivElement | null>, dragged: Dragged): void {
  const latest = useRef(dragged)
  useEffect(() => {
    latest.current = dragged
  })
  useEffect(() => {
    const element = box.current
    let held: { readonly chosen: Chosen; readonly dx: number; readonly dy: number } | undefined
    const down = (event: PointerEvent) => {
      const at = squareOf(element, event)
      const found = at && hit(latest.current, at)
      if (!found) return
      latest.current.onChoose(found.chosen)
      held = { chosen: found.chosen, dx: found.x - at.x, dy: found.y - at.y }
      element?.setPointerCapture(event.pointerId)
      event.preventDefault()
    }
    const move = (event: PointerEvent) => {
      const at = held && squareOf(element, event)
      if (held && at)
        latest.current.onMove(held.chosen, Math.round(at.x + held.dx), Math.round(at.y + held.dy))
    }
    const up = () => {
      held = undefined
    }
    element?.addEventListener('pointerdown', down)
    element?.addEventListener('pointermove', move)
    element?.addEventListener('pointerup', up)
    element?.addEventListener('pointercancel', up)
    return () => {
      element?.removeEventListener('pointerdown', down)
      element?.removeEventListener('pointermove', move)
      element?.removeEventListener('pointerup', up)
      element?.removeEventListener('pointercancel', up)
    }
  }, [box])
}

/** Where on the level a pointer is, in squares. */
function squareOf(element: HTMLElement | null, { clientX, clientY }: PointerEvent) {
  const drawing = element?.querySelector('svg')
  const matrix = drawing?.getScreenCTM()
  return matrix ? new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse()) : undefined
}

/** What lies there: a thing before the room in which it stands. */
function hit({ plan, level }: Dragged, at: { readonly x: number; readonly y: number }) {
  const near = ({ x, y }: Thing) => Math.max(Math.abs(x - at.x), Math.abs(y - at.y))
  const thing = plan.things
    .filter((each) => each.level === level.key && near(each) <= 0.9)
    .toSorted((a, b) => near(a) - near(b))[0]
  if (thing) return { chosen: { part: 'things' as const, key: thing.key }, x: thing.x, y: thing.y }
  const room = plan.rooms.find(
    ({ level: on, x, y, width, height }) =>
      on === level.key && at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height,
  )
  return room && { chosen: { part: 'rooms' as const, key: room.key }, x: room.x, y: room.y }
}
