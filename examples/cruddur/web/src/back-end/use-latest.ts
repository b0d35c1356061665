import { useCallback, useEffect, useState } from 'react';

/**
 * Asks when `isReady`, and again when `ask` or `asker` changes. The answer to an older question is dropped, because a slow one
 * would replace the newer answer. Returns a function that asks again.
 */
export function useLatest<Answer>(
  isReady: boolean,
  asker: unknown,
  ask: () => Promise<Answer>,
  onAnswer: (answer: Answer) => void,
): () => void {
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer depends on asker and attempt as well
  useEffect(() => {
    if (!isReady) return;
    let isLatest = true;
    void ask().then((answer) => {
      if (isLatest) onAnswer(answer);
    });
    return () => {
      isLatest = false;
    };
  }, [isReady, asker, ask, onAnswer, attempt]);

  return useCallback(() => setAttempt((count) => count + 1), []);
}
