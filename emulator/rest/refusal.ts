import type { Answer } from '../http.ts';

/** Thrown by a route to send this answer; the edition's wrapper of routes catches it. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}
