<?php

declare(strict_types=1);

namespace Sanspay;

/** Some operations of a gateway that belong together. */
abstract class Group
{
    use Secretive;

    /** @internal */
    final public function __construct(
        private readonly Door $door,
        #[\SensitiveParameter] string $account,
        private readonly string $name,
    ) {
        Secrets::keep($this, ['account' => $account]);
    }

    /**
     * @param array<array-key, mixed> $arguments
     *
     * @return Call<mixed>
     */
    public function __call(string $verb, #[\SensitiveParameter] array $arguments): Call
    {
        $input = $arguments === [] ? [] : $arguments[0] ?? null;
        if (count($arguments) > 1 || !(is_array($input) || $input instanceof \stdClass)) {
            throw SanspayError::misuse("{$this->name}.{$verb} takes one array: {$verb}(['name' => 'value'])");
        }
        /** @var string $account */
        $account = Secrets::of($this, 'account');
        return Call::made($this->door, $account, "{$this->name}.{$verb}", $input);
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['name' => $this->name, 'account' => '[redacted]'];
    }
}
