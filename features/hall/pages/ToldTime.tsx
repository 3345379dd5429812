import { LivePart } from '#ui/LivePart.tsx'
import { Text } from '#ui/Text.tsx'
import type { ToldParts } from './toldWords.ts'

/** When somebody is probably called, and by when they have to be back; both change while they wait, and may be empty. */
export function ToldTime({ told, back }: ToldParts) {
  return (
    <Text size="large">
      <strong>
        <LivePart name="told">{told}</LivePart>
      </strong>{' '}
      <LivePart name="back">{back}</LivePart>
    </Text>
  )
}
