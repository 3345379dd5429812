import { solveChallenge } from '#features/booking/model/proof.ts'

// Runs in a worker of its own, so that keyboard and screen reader never wait for it.
addEventListener('message', ({ data }: MessageEvent<string>) => {
  const proof = solveChallenge(data, (done) => postMessage({ done }))
  postMessage({ proof })
})
