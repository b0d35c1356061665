import { useCallback, useEffect, useState } from 'react';

/**
 * Asks once `isReady`, and anew when the question or who asks it changes. An answer that comes after a newer question is
 * dropped: the slow one would take the place of the right one. Returns how to ask again.
 */
export function useLatest<Answer>(
  isReady: boolean,
  asker: unknown,
  ask: () => Promise<Answer>,
  onAnswer: (answer: Answer) => void,
): () => void {
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another asker, or another attempt, is another question
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
