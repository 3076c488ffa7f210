import GuardedFetch
import Testing

@Suite("Public addresses") struct PublicAddressTests {
    @Test(
        "anyone's addresses are public",
        arguments: [
            "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
            "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:2800:220:1:248:1893:25c8:1946",
            "2001:4860:4860::8888", "2a00::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
        ])
    func publicOnes(text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test(
        "this machine's, its neighbours' and hidden ones are not",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
            "127.255.255.254", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255",
            "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.0",
            "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
            "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe",
            "::ffff:0:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
            "100::1",
            "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "fdff::1", "ff02::1", "ff0e::1", "2001::1",
            "2001:0:7f00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:2::1", "2001:10::1", "2001:20::1",
            "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1",
        ])
    func othersAreNot(text: String) throws {
        #expect(try !#require(IPAddress(text)).isPublic)
    }

    @Test(
        "an address has its usual form alone",
        arguments: [
            "", "127.1", "0x7f.0.0.1", "2130706433", "1.2.3.4.5", "1.2.3.256", "fe80::1%eth0", "[::1]", " 1.1.1.1", "a",
        ])
    func forms(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "a network holds what begins like it",
        arguments: [
            ("127.0.0.0/8", "127.9.9.9", true), ("127.0.0.0/8", "128.0.0.0", false), ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", false), ("192.168.4.0/22", "192.168.7.255", true),
            ("192.168.4.0/22", "192.168.8.0", false), ("0.0.0.0/0", "9.9.9.9", true), ("0.0.0.0/0", "2606::1", false),
            ("fd00::/8", "fd12::1", true), ("fd00::/8", "fc12::1", false), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
        ])
    func networks(network: String, address: String, isInside: Bool) throws {
        let network = try #require(Network(network))
        #expect(try network.contains(#require(IPAddress(address))) == isInside)
    }

    @Test(
        "a network of another form is none",
        arguments: ["", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10/8", "::/129"])
    func noNetworks(text: String) {
        #expect(Network(text) == nil)
    }
}
