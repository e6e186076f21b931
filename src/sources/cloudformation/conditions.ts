/**
 * The conditions of a template, with three answers: what depends on a parameter without a value is decided by whoever deploys it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
 */
import { arrayAt, isObject, type JsonObject, type JsonValue, own } from '../../json.ts';
import { isSame, type Term, textOf, unknownsIn } from './term.ts';

export class Conditions {
  readonly #definitions: JsonObject;
  readonly #resolve: (value: JsonValue) => Term;
  readonly #known = new Map<string, boolean | undefined>();

  constructor(definitions: JsonObject, resolve: (value: JsonValue) => Term) {
    this.#definitions = definitions;
    this.#resolve = resolve;
  }

  /** Undefined where it is not decided yet. */
  holds(name: string): boolean | undefined {
    if (this.#known.has(name)) return this.#known.get(name);
    // One that is made of itself stays undecided.
    this.#known.set(name, undefined);
    const definition = own(this.#definitions, name);
    const holds = definition === undefined ? undefined : this.#evaluate(definition);
    this.#known.set(name, holds);
    return holds;
  }

  /**
   * Takes it to hold, with all that follows from it: of what is made only under a condition, the rest is as it is then.
   * @param parameters values by name, to which those are added without which it would not hold
   */
  assume(name: string, parameters: Map<string, JsonValue>): void {
    this.#assume({ Condition: name }, true, parameters, 0);
  }

  #assume(expression: JsonValue, holds: boolean, parameters: Map<string, JsonValue>, depth: number): void {
    if (!isObject(expression) || depth > MAX_DEPTH) return;
    const [key = ''] = Object.keys(expression);
    const operands = arrayAt(expression, key);
    const name = expression.Condition;
    if (typeof name === 'string') {
      this.#known.set(name, holds);
      this.#assume(own(this.#definitions, name) ?? null, holds, parameters, depth + 1);
    } else if ((key === 'Fn::And' && holds) || (key === 'Fn::Or' && !holds)) {
      for (const operand of operands) this.#assume(operand, holds, parameters, depth + 1);
    } else if (key === 'Fn::Not') {
      for (const operand of operands) this.#assume(operand, !holds, parameters, depth + 1);
    } else if (key === 'Fn::Equals' && holds) {
      this.#bind(operands, parameters);
    }
  }

  /** `Env` is `prod` where `{Fn::Equals: [{Ref: Env}, prod]}` holds. What somebody gave stays. */
  #bind([one = null, other = null]: JsonValue[], parameters: Map<string, JsonValue>): void {
    for (const [reference, value] of [
      [own(one, 'Ref'), other],
      [own(other, 'Ref'), one],
    ] as const) {
      const text = textOf(this.#resolve(value));
      if (typeof reference === 'string' && text !== undefined && !parameters.has(reference)) {
        parameters.set(reference, text);
      }
    }
  }

  #evaluate(expression: JsonValue, depth = 0): boolean | undefined {
    if (!isObject(expression) || depth > MAX_DEPTH) return undefined;
    const [key = ''] = Object.keys(expression);
    const operands = arrayAt(expression, key);
    const each = () => operands.map((operand) => this.#evaluate(operand, depth + 1));
    switch (key) {
      case 'Condition':
        return typeof expression.Condition === 'string' ? this.holds(expression.Condition) : undefined;
      case 'Fn::And':
        return all(each(), true);
      case 'Fn::Or':
        return all(each(), false);
      case 'Fn::Not': {
        const [operand] = each();
        return operand === undefined ? undefined : !operand;
      }
      case 'Fn::Equals':
        return this.#equal(operands);
      default:
        return undefined;
    }
  }

  #equal([one = null, other = null]: JsonValue[]): boolean | undefined {
    const [a, b] = [this.#resolve(one), this.#resolve(other)];
    if (unknownsIn(a).length + unknownsIn(b).length > 0) return undefined;
    const [left, right] = [textOf(a), textOf(b)];
    return left === undefined || right === undefined ? isSame(a, b) : left === right;
  }
}

const MAX_DEPTH = 100;

/** `true` for and: one that does not hold decides; `false` for or: one that holds does. */
function all(answers: (boolean | undefined)[], unless: boolean): boolean | undefined {
  if (answers.includes(!unless)) return !unless;
  return answers.includes(undefined) ? undefined : unless;
}
