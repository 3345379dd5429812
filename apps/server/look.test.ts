import { expect, test } from 'vitest'
import { LOOKS as remembered } from '#platform/http/look.ts'
import { LOOKS as offered } from '#ui/look.ts'

test('every look that pages offer is one that the server remembers, and the other way', () => {
  expect(remembered).toEqual(offered)
})
