/**
 * Makes `instanceof` hold for instances of the same class of another copy of this library: its ES modules beside its CommonJS, or another
 * version. Subclasses compare by identity, unless they have a name of their own.
 *
 * @param name of the class, the same in all copies and versions
 */
export function AcrossCopies(name: string): (type: { readonly prototype: object }) => void {
  const brand = Symbol.for(`portcullis:${name}`);
  return (type) => {
    Object.defineProperty(type.prototype, brand, { value: true });
    Object.defineProperty(type, Symbol.hasInstance, {
      value(this: unknown, value: unknown) {
        return this === type ? hasBrand(value, brand) : isOrdinaryInstance(this, value);
      },
    });
  };
}

/** Looks only at the prototypes, as `instanceof` does: a proxy may claim to have any member. */
function hasBrand(value: unknown, brand: symbol): boolean {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && (Object.hasOwn(value, brand) || brand in Object(Object.getPrototypeOf(value)));
}

function isOrdinaryInstance(type: unknown, value: unknown): boolean {
  return Function.prototype[Symbol.hasInstance].call(type as () => unknown, value);
}
