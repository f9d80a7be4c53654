// ESLint rule: the library's logic may use as values only the globals that every ECMAScript engine has. All else
// (windows, sockets, timers, the console) comes in through the environment, so that specs can run it in virtual time
// and a server can import it. As types (`stream: MediaStream`) browser names are welcome.

const language = (
  'AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError ' +
  'FinalizationRegistry Float32Array Float64Array Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math ' +
  'NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol ' +
  'SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet ' +
  'decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt undefined'
).split(' ');
const allowed = new Set([...language, 'TextEncoder', 'TextDecoder']);

// Readings of the clock and of chance are in the language too: of these two, only some uses are pure.
const impureMembers = { Date: ['now'], Math: ['random'] };

/** What a use of `Date` or `Math` reads that is not pure, if anything. */
function impurity(identifier) {
  const { name, parent } = identifier;
  if (parent.type === 'MemberExpression' && parent.object === identifier) {
    const member = parent.computed ? parent.property.value : parent.property.name;
    return impureMembers[name].includes(member) || member === undefined ? `${name}.${member}` : undefined;
  }
  if (parent.type === 'NewExpression' && parent.arguments.length > 0) return undefined;
  if (parent.type === 'BinaryExpression' && parent.operator === 'instanceof') return undefined;
  return parent.type === 'NewExpression' ? `new ${name}()` : name;
}

const isTypeOnly = ({ identifier, isTypeReference, isValueReference }) =>
  (isTypeReference && !isValueReference) || identifier.parent.type === 'TSTypeQuery';

export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      ambient: "'{{name}}' is not part of the language: take it from the environment (lib/ports, lib/browser).",
      impure: "'{{name}}' cannot be replayed in virtual time: use RxJS's time, or the environment's chance.",
    },
  },
  create(context) {
    const { sourceCode } = context;

    function check(reference) {
      const { identifier } = reference;
      const { name } = identifier;
      if (isTypeOnly(reference)) return;
      if (!allowed.has(name)) context.report({ node: identifier, messageId: 'ambient', data: { name } });
      else if (Object.hasOwn(impureMembers, name)) {
        const read = impurity(identifier);
        if (read) context.report({ node: identifier, messageId: 'impure', data: { name: read } });
      }
    }

    return {
      'Program:exit'(program) {
        const globalScope = sourceCode.getScope(program);
        // What no declaration of this file answers to. `globalThis` is a door to everything, hence not allowed either.
        globalScope.through.forEach(check);
        globalScope.variables
          .filter(({ defs }) => defs.length === 0)
          .forEach((variable) => variable.references.forEach(check));
      },
    };
  },
};
