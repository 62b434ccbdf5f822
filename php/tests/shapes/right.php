<?php

declare(strict_types=1);

namespace Sanspay\Tests\Shapes;

use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\ResponseInterface;
use Psr\Http\Message\ServerRequestInterface;
use Sanspay\Outcome;
use Sanspay\Sandbox;
use Sanspay\Sanspay;

/**
 * What an analyser must accept.
 *
 * @phpstan-import-type AtaraPayOrder from \Sanspay\Types
 * @phpstan-import-type AtaraPayAccount from \Sanspay\Types
 */
final class Right
{
    /** @return AtaraPayAccount */
    public function account(): array
    {
        return ['environment' => 'staging', 'public_key' => 'a', 'private_key' => 'b', 'base_url' => null];
    }

    public function verified(ClientInterface $client, int $order): ?string
    {
        $shop = Sanspay::atarapay($this->account());
        $call = $shop->orders->verify_payment(['order' => $order, 'product_id' => 'x', 'amount' => 400_000, 'currency' => 'NGN']);
        $outcome = $call->send($client);
        if ($outcome->isDone()) {
            return $this->shipped($outcome->value);
        }
        if ($outcome->next['do'] === 'ask') {
            $outcome = Sanspay::settle($outcome, $call->send($client));
            $shop->ask($outcome->next['do'] === 'ask' ? $outcome->next : ['do' => 'nothing']);
        }
        return $outcome->reason['message'] ?? null;
    }

    /** @param AtaraPayOrder $order */
    private function shipped(array $order): string
    {
        return $order['id'] . (string) ($order['amount_payed'] ?? 0);
    }

    /** @return list<string> */
    public function others(ClientInterface $client): array
    {
        $shop = Sanspay::atarapay($this->account());
        $banks = $shop->banks->list()->send($client)->value['banks'] ?? [];
        $kept = $shop->providers->save(['payee' => ['ngn' => [
            'bank_code' => '057', 'nip_bank_code' => '000015', 'bank_name' => 'Zenith Bank', 'bank_account_name' => 'Ada Obi',
            'bank_account_number' => '0123456789',
        ]], 'email' => 'a@example.com', 'phone' => '+2348082094383', 'firstname' => 'Ada', 'lastname' => 'Obi']);
        $qr = Sanspay::upi()->link->qr(['link' => 'upi://pay?pa=a@b'])->outcome?->value['svg'] ?? '';
        $notice = $shop->receive('order', ['a' => 'b'], '');
        $number = $notice->value['order']['id'] ?? '';
        return [$kept->operation, $qr, (string) $number, ...array_map(fn (array $bank): string => (string) $bank['name'], $banks)];
    }

    public function tested(ResponseInterface $taken): int
    {
        $sandbox = new Sandbox(seed: 7, faults: ['*: cut 5%'], hosted_pages: true);
        Sanspay::atmoon($sandbox->accounts['atmoon'])->token->create()->send($sandbox);
        Sanspay::atarapay($sandbox->accounts['atarapay'])->orders->status(['order' => 1])->send($sandbox);
        $sandbox->send_notices_to('http://127.0.0.1/notices', 'multipart');
        $sandbox->deliver(fn (ServerRequestInterface $request): ResponseInterface => $taken);
        $sandbox->deliver(fn (): int => 204);
        $ids = array_column($sandbox->truth()['atarapay']['orders'], 'id');
        return ($ids[0] ?? 0) + count($sandbox->notices()[0]['tries'] ?? []) + strlen($sandbox->save());
    }

    /** @param Outcome<AtaraPayOrder> $outcome */
    public function exhaustive(Outcome $outcome): int
    {
        return match ($outcome->verdict) {
            'done' => 1,
            'pending' => 2,
            'refused', 'failed' => 3,
            'unknown', 'not_sent' => 4,
        };
    }
}
